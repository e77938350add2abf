// `hostler` as users start it, against a scripted host: in a terminal of its own, or between pipes.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type IPty, spawn as spawnInTerminal } from '@lydell/node-pty'
import type { ScriptedHost } from './scripted-host.ts'

const program = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** What every process here gets, and nothing else. */
function environmentFor(host: ScriptedHost): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: tmpdir(),
    TERM: 'xterm-256color',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: host.api.url,
    // A fault in the program, on demand.
    NODE_OPTIONS: `--import=data:text/javascript,process.on('SIGUSR2',()=>{throw(new(Error)('fault'))})`,
  }
}

export interface Ended {
  readonly exitCode: number | null
  readonly signal: string | null
}

/** A process whose output is text that grows. */
class Screen {
  text = ''
  readonly #waiting = new Set<() => void>()

  add(text: string): void {
    this.text += text
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const resume of waiting) resume()
  }

  /** Resolves when the text has come. */
  async shows(expected: string): Promise<void> {
    let looked = 0
    while (this.text.indexOf(expected, looked) < 0) {
      looked = Math.max(0, this.text.length - expected.length)
      await new Promise<void>(resolve => this.#waiting.add(resolve))
    }
  }
}

export interface PipedHostler {
  readonly child: ChildProcessWithoutNullStreams
  readonly stdout: Screen
  readonly stderr: Screen
  readonly ended: Promise<Ended>
}

export function runPiped(
  host: ScriptedHost,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): PipedHostler {
  const env = { ...environmentFor(host), ...environment }
  const child = spawn(process.execPath, [program, ...args], { env })
  const [stdout, stderr] = [new Screen(), new Screen()]
  child.stdout.setEncoding('utf8').on('data', (text: string) => stdout.add(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.add(text))
  // A child that reads nothing may be gone before its input is written.
  child.stdin.on('error', () => undefined)
  const ended = new Promise<Ended>(resolve => child.on('close', (exitCode, signal) => resolve({ exitCode, signal })))
  return { child, stdout, stderr, ended }
}

export interface TerminalHostler {
  readonly pty: IPty
  readonly screen: Screen
  /** Of the shell that started it. */
  readonly ended: Promise<void>
  /** The process itself; known when the session has begun. */
  pid(): number
}

/**
 * Runs it from a shell in a terminal. The shell prints the terminal's settings before and after, and the exit status:
 * `before=…`, `after=…`, `status=…`.
 */
export function runInTerminal(host: ScriptedHost, ...args: string[]): TerminalHostler {
  const script = `echo before=$(stty -g); sh -c 'echo pid=$$; exec "$@"' sh "$@"; s=$?; echo after=$(stty -g); echo status=$s`
  const pty = spawnInTerminal('sh', ['-c', script, 'sh', process.execPath, program, ...args], {
    env: environmentFor(host),
    cols: 80,
    rows: 24,
    name: 'xterm-256color',
  })
  const screen = new Screen()
  pty.onData(text => screen.add(text))
  const ended = new Promise<void>(resolve => pty.onExit(() => resolve()))
  return { pty, screen, ended, pid: () => Number(/pid=(\d+)/.exec(screen.text)![1]) }
}

/** Whether the terminal's settings at the end are those of the beginning. */
export function isTerminalRestored({ screen }: TerminalHostler): boolean {
  const [, before] = /before=(\S+)/.exec(screen.text) ?? []
  const [, after] = /after=(\S+)/.exec(screen.text) ?? []
  return before !== undefined && before === after
}

export function statusOf({ screen }: TerminalHostler): number {
  return Number(/status=(\d+)/.exec(screen.text)?.[1] ?? Number.NaN)
}
