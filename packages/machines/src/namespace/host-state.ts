// A host's state folder before its start: the folders the scripts expect, and what the host finds at boot.
//   disk/        what the host keeps; belongs to the host's own ids
//   boot/        first script, files, user data: shown to the host read-only at /run/hostler
//   mount/       where its root file system is put together, in its own mount namespace
//   machine.json its processes, console.log what they say
import { chmodSync, chownSync, mkdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MachineSpec } from '../driver.ts'
import { writeMachineFiles } from '../machine-files.ts'
import { initScript } from './scripts.ts'

/** Makes a host's private folder. Returns its real path: the scripts compare paths to detect links of the host. */
export function makeStateDir(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  return realpathSync(path)
}

/**
 * Makes the folders and writes the boot files. Returns pairs of path on the host and path of this machine, for what
 * the host may read. Throws when the state belongs to a host with another address.
 */
export function prepareState(spec: MachineSpec, owner: number): string[] {
  const { stateDir } = spec
  const boot = join(stateDir, 'boot')
  rmSync(boot, { recursive: true, force: true })
  for (const folder of [boot, join(stateDir, 'mount')]) mkdirSync(folder, { recursive: true })

  const disk = join(stateDir, 'disk')
  mkdirSync(disk, { recursive: true })
  if (owner !== 0) claim(disk, owner)

  writeFileSync(join(boot, 'init'), initScript)
  writeMachineFiles(join(boot, 'files'), new Map([...networkFiles(spec), ...spec.files]))
  if (spec.userData?.subarray(0, 2).toString() === '#!') writeFileSync(join(boot, 'user-data'), spec.userData)
  return spec.readOnlyPaths.flatMap(path => readOnlyPair(path))
}

function claim(disk: string, owner: number): void {
  const { uid } = statSync(disk)
  if (uid !== 0 && uid !== owner) throw new Error(`${disk} belongs to a host with another address`)
  chownSync(disk, owner, owner)
  chmodSync(disk, 0o755)
}

function networkFiles(spec: MachineSpec): [string, string][] {
  return [
    ['/etc/hostname', `${spec.hostname}\n`],
    ['/etc/hosts', `127.0.0.1 localhost\n${spec.privateIp} ${spec.hostname} ${spec.hostname.split('.')[0]}\n`],
    // Hosts reach the plane and their metadata by address; there is nothing else to resolve.
    ['/etc/resolv.conf', ''],
  ]
}

/** What lies in `/usr` the host has anyway, except for `/usr/local`, which is its own. */
function readOnlyPair(path: string): string[] {
  const real = realpathSync(path)
  const inUsr = (each: string): boolean => /^\/(?:usr(?!\/local\/)|bin|sbin|lib\w*)\//.test(each)
  return inUsr(path) && inUsr(real) ? [] : [path, real]
}
