// One host as processes of this machine: start, find again, end. What happens inside is in scripts.ts.
import type { ChildProcess } from 'node:child_process'
import { execFile, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { MachineSpec } from '../driver.ts'
import { firstUidOf, gatewayAddress, interfaceName, macAddressOf, uidCount } from '../private-address.ts'
import type { ProcessIdentity } from '../process-identity.ts'
import { descendants, identifyProcess, isRunning, readIdentity, signal } from '../process-identity.ts'
import { untilSaid } from './until-said.ts'
import type { Fabric } from './fabric.ts'
import { prepareState } from './host-state.ts'
import type { Privilege } from './requirements.ts'
import { toolEnvironment } from './requirements.ts'
import { buildScript, cableScript } from './scripts.ts'
import { untilGone } from './until-gone.ts'

const run = promisify(execFile)
const startTimeoutMs = 60_000
const graceMs = 10_000
const askEveryMs = 500
const recordName = 'machine.json'

/** The processes of one host that this machine sees to. */
export interface HostProcess {
  /** Waits for the host's first process; its death ends that one. */
  outer: ProcessIdentity
  /** The host's first process: pid 1 on the host. Its death ends everything on the host. */
  first: ProcessIdentity
  /** The fabric that its cable leads to. */
  fabric: ProcessIdentity
}

/** Starts the host and returns once it has its network and its files and goes on to its command. */
export async function startHost(spec: MachineSpec, fabric: Fabric, privilege: Privilege): Promise<HostProcess> {
  const owner = privilege === 'root' ? firstUidOf(spec.privateIp) : 0
  const pairs = prepareState(spec, owner)
  const consolePath = join(spec.stateDir, 'console.log')
  const consoleFd = openSync(consolePath, 'w', 0o600)
  const child = spawnBuild(spec, fabric, privilege, owner, pairs, consoleFd)
  closeSync(consoleFd)
  try {
    await untilSaid(child, 'ready', startTimeoutMs)
    const host = identifyHost(child, fabric)
    if (privilege === 'root') giveIds(host.first.pid, owner)
    await layCable(spec, fabric, privilege, host.first.pid)
    // Written before the host's command starts: a plane that is killed here still finds what it has started.
    writeFileSync(join(spec.stateDir, recordName), JSON.stringify(host), { mode: 0o600 })
    child.stdin?.end('go\n')
    await untilSaid(child, 'running', startTimeoutMs)
    child.stdout?.destroy()
    child.unref()
    return host
  } catch (error) {
    if (child.pid !== undefined) for (const pid of [...descendants(child.pid), child.pid]) signal(pid, 'SIGKILL')
    const said = readFileSync(consolePath, 'utf8').trim().slice(-1000)
    throw new Error(`host ${spec.instanceId} did not start: ${said || String(error)}`, { cause: error })
  }
}

/** The host that runs on this state folder since before the plane's restart, if any. */
export function findHost(stateDir: string): HostProcess | undefined {
  try {
    const record = JSON.parse(readFileSync(join(stateDir, recordName), 'utf8')) as Record<string, unknown>
    const [outer, first, fabric] = [record['outer'], record['first'], record['fabric']].map(readIdentity)
    if (outer === undefined || first === undefined || fabric === undefined) return undefined
    return isRunning(first) ? { outer, first, fabric } : undefined
  } catch {
    return undefined
  }
}

/** Ends a host with everything on it: politely, and by force after ten seconds. */
export async function stopHost(host: HostProcess, stateDir: string): Promise<void> {
  const gone = Promise.all([untilGone(host.first), untilGone(host.outer)])
  const ask = (): void => {
    if (isRunning(host.first)) signal(host.first.pid, 'SIGTERM')
  }
  ask()
  // The kernel drops the signal as long as a first process has no handler: it may only just have been started.
  const again = setInterval(ask, askEveryMs)
  const force = setTimeout(() => {
    for (const each of [host.first, host.outer]) if (isRunning(each)) signal(each.pid, 'SIGKILL')
  }, graceMs)
  await gone
  clearInterval(again)
  clearTimeout(force)
  rmSync(join(stateDir, recordName), { force: true })
}

function spawnBuild(
  spec: MachineSpec,
  fabric: Fabric,
  privilege: Privilege,
  owner: number,
  pairs: readonly string[],
  consoleFd: number,
): ChildProcess {
  // Without root, the namespaces must belong to the fabric's user namespace: only there may cables be laid.
  const enter = ['nsenter', '--user', '--preserve-credentials', '--target', String(fabric.identity.pid), '--']
  const namespaces = ['--mount', '--propagation', 'private', '--pid', '--uts', '--fork', '--kill-child=SIGKILL']
  const overlayOptions = privilege === 'root' ? '' : ',userxattr'
  const values = [spec.stateDir, String(owner), spec.hostname, overlayOptions, String(pairs.length / 2)]
  const build = ['unshare', ...namespaces, 'sh', '-euc', buildScript, 'host', ...values, ...pairs, ...spec.command]
  const [program = '', ...args] = privilege === 'root' ? build : [...enter, ...build]
  return spawn(program, args, {
    env: { ...hostEnvironment, ...spec.environment },
    detached: true,
    stdio: ['pipe', 'pipe', consoleFd],
  })
}

const hostEnvironment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  USER: 'root',
  LANG: 'C.UTF-8',
}

function identifyHost(child: ChildProcess, fabric: Fabric): HostProcess {
  const outer = identifyProcess(child.pid ?? 0)
  const [firstPid] = descendants(child.pid ?? 0)
  const first = firstPid === undefined ? undefined : identifyProcess(firstPid)
  if (outer === undefined || first === undefined) throw new Error('its first process ended at once')
  return { outer, first, fabric: fabric.identity }
}

/** Lets the host's ids 0 to 65535 stand for ids of this machine that nothing else has. */
function giveIds(pid: number, owner: number): void {
  for (const map of ['uid_map', 'gid_map']) writeFileSync(`/proc/${pid}/${map}`, `0 ${owner} ${uidCount}`)
}

async function layCable(spec: MachineSpec, fabric: Fabric, privilege: Privilege, firstPid: number): Promise<void> {
  const enter = ['--target', String(fabric.identity.pid), '--net']
  if (privilege === 'user') enter.push('--user', '--preserve-credentials')
  const ip = spec.privateIp
  const values = [interfaceName(ip), ip, macAddressOf(ip), gatewayAddress, String(firstPid)]
  await run('nsenter', [...enter, '--', 'sh', '-euc', cableScript, 'cable', ...values], { env: toolEnvironment })
}
