// A program on a terminal of its own. Terminals come from node-pty's binary directly: its JavaScript gives up reading
// 200 ms after the program's end, and with that the last words of a program whose reader is slow.
import type { ChildProcess } from 'node:child_process'
import { closeSync, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { ReadStream } from 'node:tty'
import { fileURLToPath } from 'node:url'
import { payloadTypes } from '@hostler/channel/frame/frame'
import { SessionFailure } from '../session-failure.ts'
import { endProcessSession, type Grace } from './process-session.ts'
import type { Launch, Program } from './program.ts'
import { keepFromPrograms, spawnApart, started } from './spawn-apart.ts'

/** What is used of what pty.node of node-pty 1.1 exports on Linux; its `fork` would pass terminals on to programs. */
type PtyBinary = {
  open(cols: number, rows: number): { master: number; slave: number; pty: string }
  resize(fd: number, cols: number, rows: number): void
}

/**
 * Run as leader of a session of processes: the terminal that a leader opens is the session's. Its other descriptor does
 * not block, so it goes.
 */
const ON_TERMINAL = ['/bin/sh', '-c', 'exec 0<>"$0" 1>&0 2>&0; stty iutf8 2>/dev/null; exec "$@"']
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

/** Starts the program on a new terminal. Rejects with `SessionFailure` where there is none to be had. */
export async function startOnTerminal(launch: Launch, grace: Grace): Promise<Program> {
  const pty = loadBinary()
  const { fd, child } = openTerminal(pty, launch)
  const terminal = new ReadStream(fd)
  terminal.once('close', keepFromPrograms(fd))
  const { pid, exited } = await started(child).catch((error: Error) => {
    terminal.destroy()
    throw new SessionFailure(`Failed to start pty: ${error.message}`)
  })
  let hasExited = false
  void exited.then(() => (hasExited = true))
  return {
    outputs: [{ payloadType: payloadTypes.output, from: terminal, prefix: '' }],
    exited,
    write: bytes => new Promise(resolve => terminal.write(bytes, () => resolve())),
    resize: size => {
      if (!terminal.destroyed) pty.resize(fd, bounded(size.cols), bounded(size.rows))
    },
    async end() {
      if (!hasExited) await endProcessSession(pid, exited, grace)
      terminal.destroy()
    },
  }
}

function openTerminal(pty: PtyBinary, { argv, env, cwd }: Launch): { fd: number; child: ChildProcess } {
  let opened: ReturnType<PtyBinary['open']>
  try {
    opened = pty.open(firstSize.cols, firstSize.rows)
  } catch (error) {
    throw new SessionFailure(`Failed to start pty: ${(error as Error).message}`)
  }
  const { master, slave, pty: path } = opened
  const back = [master, slave].map(keepFromPrograms)
  try {
    // With nobody at its other end a terminal is over before it begins.
    const child = spawnApart([...ON_TERMINAL, path, ...argv], { env, cwd, stdio: [slave, slave, slave] })
    return { fd: master, child }
  } catch (error) {
    closeSync(master)
    throw new SessionFailure(`Failed to start pty: ${(error as Error).message}`)
  } finally {
    closeSync(slave)
    for (const giveBack of back) giveBack()
  }
}

function bounded(length: number): number {
  return Math.max(1, Math.min(length, LONGEST_SIDE))
}
