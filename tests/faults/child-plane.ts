// The bundled plane as users start it: a process of its own, to be killed.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, readFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PlaneFile } from '@hostler/plane/first-start/client-files'
import type { TestCredentials } from '@hostler/testkit/test-clients'

const bundle = fileURLToPath(new URL('../../dist/hostler.mjs', import.meta.url))

/** A process that has said that it is ready. */
export interface ChildPlane extends AsyncDisposable {
  readonly file: PlaneFile
  readonly administrator: TestCredentials
  readonly pid: number
  /** Ends it without warning. */
  kill(): Promise<void>
}

/** How a process that never got ready ended. */
export interface FailedStart {
  readonly exitCode: number | null
  /** All of standard error. */
  readonly complaint: string
}

function run(dataDir: string, machines: 'none' | 'process'): ChildProcess {
  if (!existsSync(bundle)) throw new Error(`${bundle} is missing: npm test and npm run build make it`)
  const flags = ['up', '--data', dataDir, '--port', '0', '--tls-port', '0', '--machines', machines]
  // Of the environment it gets only what it needs: the caller's HOSTLER_ settings are the caller's.
  const env = { PATH: process.env['PATH'], HOSTLER_LOG_LEVEL: 'error' }
  return spawn(process.execPath, [bundle, ...flags], { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Starts a plane and tells how that ended: ready, or failed. */
export async function tryChildPlane(
  dataDir: string,
  options: { readonly killWhenThereIs?: string; readonly machines?: 'none' | 'process' } = {},
): Promise<ChildPlane | FailedStart> {
  const child = run(dataDir, options.machines ?? 'none')
  if (options.killWhenThereIs !== undefined) killWhenThereIs(child, dataDir, options.killWhenThereIs)
  const texts = { stdout: '', stderr: '' }
  const ended = once(child, 'close')
  const ready = new Promise<boolean>(resolve => {
    child.stdout!.on('data', (chunk: Buffer) => {
      texts.stdout += chunk.toString()
      if (/^Hostler is ready/m.test(texts.stdout)) resolve(true)
    })
    child.stderr!.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()))
    void ended.then(() => resolve(false))
  })
  if (!(await ready)) return { exitCode: child.exitCode, complaint: texts.stderr }
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  return { ...readFiles(dataDir), pid: child.pid!, kill, [Symbol.asyncDispose]: kill }
}

/** The same, for tests in which it has to get ready. */
export async function startChildPlane(
  dataDir: string,
  options: { readonly machines?: 'none' | 'process' } = {},
): Promise<ChildPlane> {
  const plane = await tryChildPlane(dataDir, options)
  if ('complaint' in plane) throw new Error(`the plane did not start: ${plane.complaint}`)
  return plane
}

/** Watches the data folder, which is there, and kills at the first sight of a file in it. */
function killWhenThereIs(child: ChildProcess, dataDir: string, file: string): void {
  const watcher = watch(dataDir, () => {
    if (existsSync(file)) child.kill('SIGKILL')
  })
  child.once('close', () => watcher.close())
}

function readFiles(dataDir: string) {
  const file = JSON.parse(readFileSync(join(dataDir, 'plane.json'), 'utf8')) as PlaneFile
  const text = readFileSync(file.awsCredentialsFile, 'utf8')
  const value = (name: string) => new RegExp(`^${name} = (.+)$`, 'm').exec(text)![1]!
  const administrator = { accessKeyId: value('aws_access_key_id'), secretAccessKey: value('aws_secret_access_key') }
  return { file, administrator }
}

/** Ends the agents of a plane that was killed: nobody else does. */
export function endLeftAgents(dataDir: string): void {
  for (const file of globSync('hosts/*/process.json', { cwd: dataDir })) {
    const { pid } = JSON.parse(readFileSync(join(dataDir, file), 'utf8')) as { pid?: number }
    try {
      if (pid) process.kill(pid, 'SIGKILL')
    } catch {
      // It has gone already.
    }
  }
}
