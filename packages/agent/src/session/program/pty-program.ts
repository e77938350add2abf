// A program on a terminal of its own. Terminals come from node-pty's binary directly: its JavaScript gives up reading
// 200 ms after the program's end, and with that the last words of a program whose reader is slow.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { ReadStream } from 'node:tty'
import { fileURLToPath } from 'node:url'
import { payloadTypes } from '@hostler/channel/frame/frame'
import { SessionFailure } from '../session-failure.ts'
import { endProcessSession, type Grace } from './process-session.ts'
import type { Launch, Program } from './program.ts'

/** What pty.node of node-pty 1.1 exports on Linux. */
type PtyBinary = {
  fork(
    file: string,
    args: string[],
    env: string[],
    cwd: string,
    cols: number,
    rows: number,
    uid: number,
    gid: number,
    isUtf8: boolean,
    macHelper: string,
    onExit: (code: number, signal: number) => void,
  ): { fd: number; pid: number }
  resize(fd: number, cols: number, rows: number): void
}

const SAME_USER = -1
const firstSize = { cols: 80, rows: 24 }
/** A program may allocate what its terminal's size suggests. */
const LONGEST_SIDE = 1000

let binary: PtyBinary | undefined

/** Throws `SessionFailure` where this agent cannot make terminals. */
function loadBinary(): PtyBinary {
  try {
    // Windows and macOS start programs in another way, which nobody has tried here.
    if (process.platform !== 'linux') throw new Error('not supported')
    binary ??= createRequire(import.meta.url)(binaryPath()) as PtyBinary
    return binary
  } catch (error) {
    throw new SessionFailure(
      `Failed to start pty: this agent has no terminals for ${process.platform} on ${process.arch} ` +
        `(${(error as Error).message.split('\n')[0]})`,
    )
  }
}

/** Beside the agent's bundle, else in the package. */
function binaryPath(): string {
  const host = `${process.platform}-${process.arch}`
  const beside = fileURLToPath(new URL(`./pty-${host}.node`, import.meta.url))
  return existsSync(beside) ? beside : `@lydell/node-pty-${host}/pty.node`
}

/** Whether programs can have terminals here; if not, why. */
export function whyNoTerminals(): string | undefined {
  try {
    loadBinary()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** Starts the program on a new terminal. Throws `SessionFailure` where there is none to be had. */
export function startOnTerminal({ argv, env, cwd }: Launch, grace: Grace): Program {
  const pty = loadBinary()
  const [file = '', ...args] = argv
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const exit = Promise.withResolvers<number>()
  const { cols, rows } = firstSize
  const onExit = (code: number, signal: number) => exit.resolve(signal > 0 ? 128 + signal : code)
  let opened: { fd: number; pid: number }
  try {
    opened = pty.fork(file, args, variables, cwd, cols, rows, SAME_USER, SAME_USER, true, '', onExit)
  } catch (error) {
    throw new SessionFailure(`Failed to start pty: ${(error as Error).message}`)
  }
  const { fd, pid } = opened
  const terminal = new ReadStream(fd)
  let hasExited = false
  void exit.promise.then(() => (hasExited = true))
  return {
    outputs: [{ payloadType: payloadTypes.output, from: terminal, prefix: '' }],
    exited: exit.promise,
    write: bytes => new Promise(resolve => terminal.write(bytes, () => resolve())),
    resize: size => {
      if (!terminal.destroyed) pty.resize(fd, bounded(size.cols), bounded(size.rows))
    },
    async end() {
      if (!hasExited) await endProcessSession(pid, exit.promise, grace)
      terminal.destroy()
    },
  }
}

function bounded(length: number): number {
  return Math.max(1, Math.min(length, LONGEST_SIDE))
}
