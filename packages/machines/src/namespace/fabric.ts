// Starts the fabric, or finds the one that runs since before the plane's restart. What it does is in fabric-main.ts.
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gatewayAddress } from '../private-address.ts'
import type { ProcessIdentity } from '../process-identity.ts'
import { identifyProcess, isRunning, readIdentity, signal } from '../process-identity.ts'
import { untilSaid } from './until-said.ts'
import type { Privilege } from './requirements.ts'
import { entryFlags, toolEnvironment } from './requirements.ts'
import { untilGone } from './until-gone.ts'
import { fabricScript } from './scripts.ts'

const startTimeoutMs = 15_000
const recordName = 'fabric.json'

export interface Fabric {
  readonly identity: ProcessIdentity
  /** Resolves when the fabric is gone; hosts have no network then. */
  readonly exited: Promise<void>
  stop(): Promise<void>
}

export interface FabricOptions {
  /** Private folder of the fabric; the plane's socket lies in it. */
  folder: string
  privilege: Privilege
  httpPort: number
  httpsPort: number
  /** The program, if it is not beside this module. */
  entry?: string
}

/** The running fabric of this folder. One that listens elsewhere than asked is ended, and its hosts' network with it. */
export async function openFabric(options: FabricOptions): Promise<Fabric> {
  const entry = options.entry ?? entryBesideThis()
  const command = [process.execPath, entry, gatewayAddress, String(options.httpPort), String(options.httpsPort)]
  const recordPath = join(options.folder, recordName)
  const recorded = readRecord(recordPath)
  if (recorded !== undefined && isRunning(recorded.identity)) {
    if (recorded.command === command.slice(2).join(' ')) return fabricOf(recorded.identity, recordPath)
    await fabricOf(recorded.identity, recordPath).stop()
  }
  const child = await startFabric(command, options)
  const identity = identifyProcess(child.pid ?? 0)
  if (identity === undefined) throw new Error('the fabric ended at once')
  writeFileSync(recordPath, JSON.stringify({ identity, command: command.slice(2).join(' ') }), { mode: 0o600 })
  return fabricOf(identity, recordPath)
}

async function startFabric(command: readonly string[], options: FabricOptions): Promise<ChildProcess> {
  const logPath = join(options.folder, 'fabric.log')
  const logFd = openSync(logPath, 'w', 0o600)
  try {
    const script = ['sh', '-euc', fabricScript, 'fabric', gatewayAddress, ...command]
    const child = spawn('unshare', [...entryFlags(options.privilege), '--net', ...script], {
      cwd: options.folder,
      env: toolEnvironment,
      detached: true,
      stdio: ['ignore', 'pipe', logFd],
    })
    await untilSaid(child, 'ready', startTimeoutMs)
    child.stdout?.destroy()
    child.unref()
    return child
  } catch (error) {
    const said = readFileSync(logPath, 'utf8').trim().slice(-1000)
    throw new Error(`the fabric did not start: ${said}`, { cause: error })
  } finally {
    closeSync(logFd)
  }
}

function fabricOf(identity: ProcessIdentity, recordPath: string): Fabric {
  const exited = untilGone(identity, { background: true })
  return {
    identity,
    exited,
    async stop() {
      rmSync(recordPath, { force: true })
      if (isRunning(identity)) signal(identity.pid, 'SIGKILL')
      await untilGone(identity)
    },
  }
}

/** In a bundle this module is part of one file, and the fabric's program is `fabric.mjs` beside that. */
function entryBesideThis(): string {
  const name = import.meta.url.endsWith('.ts') ? './fabric-main.ts' : './fabric.mjs'
  return fileURLToPath(new URL(name, import.meta.url))
}

function readRecord(path: string): { identity: ProcessIdentity; command: unknown } | undefined {
  try {
    const { identity, command } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
    const read = readIdentity(identity)
    return read && { identity: read, command }
  } catch {
    return undefined
  }
}
