// The user's terminal: raw while a session has it, as it was before in every other moment of this process's life.
import { spawnSync } from 'node:child_process'
import { isatty, type ReadStream, type WriteStream } from 'node:tty'
import type { TerminalSize } from '@hostler/channel/payloads/stream-payloads'

/** Gives keys through as bytes, Ctrl-C included. Returns what gives the terminal back; calling that twice is fine. */
export function enterRawMode(stdin: ReadStream): () => void {
  // Whoever stopped this process and let it go on had the terminal meanwhile: Node believes it is raw still.
  const enter = () => {
    stdin.setRawMode(false)
    stdin.setRawMode(true)
    // Node's raw mode still turns each line feed of the output into two characters. The host's terminal has done that
    // where it is wanted; an editor means a line feed as one. Where there is no stty, it stays so.
    spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'] })
  }
  const restore = () => {
    process.off('exit', restore).off('SIGCONT', enter)
    // A terminal that is gone fails, by an event that the reader of standard input sees.
    if (stdin.isRaw) stdin.setRawMode(false)
  }
  // `exit` is also the end by an exception that nobody caught.
  process.on('exit', restore).on('SIGCONT', enter)
  enter()
  return restore
}

/** What the stock client claims where there is no terminal: wide enough that nothing wraps. */
const sizeWithoutTerminal: TerminalSize = { cols: 300, rows: 100 }

/** Size of the terminal that output or errors go to, as it is now. */
export function terminalSize(): TerminalSize {
  // Looking at `process.stdout` where it is a pipe would change the pipe, for whoever shares it too.
  const terminal = isatty(1) ? process.stdout : isatty(2) ? process.stderr : undefined
  const [cols, rows] = (terminal as WriteStream | undefined)?.getWindowSize() ?? []
  // A terminal whose size nobody has set says 0.
  return cols && rows ? { cols, rows } : sizeWithoutTerminal
}

/** Calls back at once when the terminal's size has changed, and when this process goes on after a stop. */
export function watchTerminalSize(changed: (size: TerminalSize) => void): () => void {
  const tell = () => changed(terminalSize())
  process.on('SIGWINCH', tell).on('SIGCONT', tell)
  return () => void process.off('SIGWINCH', tell).off('SIGCONT', tell)
}
