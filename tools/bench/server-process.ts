// Servers under test, each a process of its own: how to start one, what it costs, how to end it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface ServerProcess {
  readonly port: number
  /** Processor time that the process has used so far, in milliseconds; undefined where the system does not tell. */
  cpuMs(): number | undefined
  /** Resident memory in MiB; undefined where the system does not tell. */
  memoryMib(): number | undefined
  stop(signal?: NodeJS.Signals): Promise<void>
}

const root = join(import.meta.dirname, '..', '..')
/** Linux counts processor time in hundredths of a second. */
const tickMs = 10

/** Runs a program with this Node and waits until it prints the URL that it listens on. */
export async function startServer(program: string, args: readonly string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, [join(root, program), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await readPort(child)
  return {
    port,
    cpuMs() {
      const fields = readProcess(child, 'stat')
        ?.replace(/^.*\) /, '')
        .split(' ')
      return fields && (Number(fields[11]) + Number(fields[12])) * tickMs
    },
    memoryMib() {
      const kibibytes = /VmRSS:\s+(\d+) kB/.exec(readProcess(child, 'status') ?? '')?.[1]
      return kibibytes === undefined ? undefined : Number(kibibytes) / 1024
    },
    async stop(signal = 'SIGINT') {
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    },
  }
}

/** The bundled plane, without hosts. */
export function startBundledPlane(dataDir: string): Promise<ServerProcess> {
  const flags = ['--no-demo', '--machines', 'none', '--port', '0', '--tls-port', '0', '--region', 'eu-west-1']
  return startServer('dist/hostler.mjs', ['up', ...flags, '--data', dataDir])
}

/** A bare server whose answers have `sizeBytes` bytes. */
export function startBareServer(sizeBytes: number): Promise<ServerProcess> {
  return startServer('tools/bench/bare-server.ts', [String(sizeBytes)])
}

async function readPort(child: ChildProcess): Promise<number> {
  let text = ''
  for await (const chunk of child.stdout!.iterator({ destroyOnReturn: false })) {
    text += String(chunk)
    // The plane prints several lines; its URL stands on the first that is complete with a port.
    const port = /http:\/\/127\.0\.0\.1:(\d+)\s/.exec(text)?.[1]
    if (port !== undefined) {
      child.stdout!.resume()
      return Number(port)
    }
  }
  throw new Error(`a server ended before it listened: ${text}`)
}

function readProcess(child: ChildProcess, file: string): string | undefined {
  const path = `/proc/${child.pid}/${file}`
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
