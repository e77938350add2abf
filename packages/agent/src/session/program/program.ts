import type { Readable } from 'node:stream'
import type { TerminalSize } from '@hostler/channel/payloads/stream-payloads'

/** What a session runs: the leader of a session of processes, with or without a terminal. */
export type Program = {
  /** What it says, by the payload type to say it in. */
  outputs: { payloadType: number; from: Readable; prefix: string }[]
  /** Its exit code, 128 and the signal's number for one that a signal ended. There may be output left to read. */
  exited: Promise<number>
  /** Resolves when the program's side has taken the bytes; also when there is nobody to take them any more. */
  write(bytes: Uint8Array): Promise<void>
  resize(size: TerminalSize): void
  /** Ends it and what it started: SIGHUP, and SIGKILL for what is left after the grace. Nothing once it has exited. */
  end(): Promise<void>
}

/** Program and arguments, as whom and where. */
export type Launch = {
  argv: readonly string[]
  env: Readonly<Record<string, string>>
  cwd: string
}
