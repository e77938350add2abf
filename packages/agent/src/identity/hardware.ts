// What a hybrid host looks like: the nine values that tell it from a copy of its disk. The names and the way they are
// made are the stock agent's, so that either agent recognises the host that the other registered.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findText } from '../runtime/files.ts'

/** Values by name; an empty text where the host does not tell. */
export type Hardware = Record<string, string>

export const MACHINE_ID = 'machine-id'
export const ADDRESS = 'ipaddress-info'

/** Reads them. `root` stands for `/`. */
export async function readHardware(root: string): Promise<Hardware> {
  const dmi = (part: string) => outputHash('/usr/sbin/dmidecode', ['-t', part])
  const cards = Object.values(networkInterfaces()).flatMap(found => found ?? [])
  return {
    [MACHINE_ID]: await readMachineId(root),
    'processor-hash': await dmi('processor'),
    'memory-hash': await dmi('memory'),
    'bios-hash': await dmi('bios'),
    'system-hash': await dmi('system'),
    'hostname-info': hostname(),
    [ADDRESS]: cards.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '',
    'macaddr-info': cards.find(({ internal }) => !internal)?.mac ?? '',
    'disk-info': await outputHash('ls', ['-l', '/dev/disk/by-uuid']),
  }
}

async function readMachineId(root: string): Promise<string> {
  return (
    (await findText(join(root, '/etc/machine-id'))) ?? (await findText(join(root, '/var/lib/dbus/machine-id'))) ?? ''
  )
}

/** Base64 of the MD5 of what a program prints; empty when it fails. A fingerprint, not a secret. */
async function outputHash(command: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, args, { encoding: 'buffer', timeout: 10_000 })
    return createHash('md5').update(stdout).digest('base64')
  } catch {
    return ''
  }
}
