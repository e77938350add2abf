// Log lines on standard output and in the log file. A log that cannot be written never stops the agent.
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Clock } from './clock.ts'

export type Log = {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

type Level = keyof Log

const LONGEST_LINE = 2000
const LARGEST_FILE_BYTES = 10 * 1024 * 1024

/** Text from elsewhere must not start lines of its own nor fill the disk. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, LONGEST_LINE)
}

/** A log over `write`, which gets one finished line each time. Debug lines are dropped unless `verbose`. */
export function createLog(write: (line: string) => void, clock: Pick<Clock, 'now'>, verbose = false): Log {
  const at = (level: Level) => (message: string) => {
    if (level === 'debug' && !verbose) return
    const time = clock.now().toISOString().replace('T', ' ').replace('Z', '')
    write(`${time} ${level.toUpperCase()} [amazon-ssm-agent] ${oneLine(message)}\n`)
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** Appends lines to `path`; at 10 MiB the file becomes `path.1`. Failures are silent. */
export function fileWriter(path: string): (line: string) => void {
  let sizeBytes: number | undefined
  let foldersMade = false
  return line => {
    try {
      if (sizeBytes === undefined) {
        // Once only: on a file system that was deleted underneath, Node's recursive mkdir never returns.
        if (!foldersMade) mkdirSync(dirname(path), { recursive: true })
        foldersMade = true
        sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0
      }
      if (sizeBytes > LARGEST_FILE_BYTES) {
        renameSync(path, `${path}.1`)
        sizeBytes = 0
      }
      appendFileSync(path, line, { mode: 0o600 })
      sizeBytes += Buffer.byteLength(line)
    } catch {
      sizeBytes = undefined
    }
  }
}
