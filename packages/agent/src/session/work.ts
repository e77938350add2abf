import type { TerminalSize } from '@hostler/channel/payloads/stream-payloads'
import type { SessionStream } from './stream/session-stream.ts'

/** What a session does once hands are shaken: a program, or connections. */
export type SessionWork = {
  /** The next bytes of the client; resolves when they are taken. Rejects with why the session cannot go on. */
  input(bytes: Uint8Array): Promise<void>
  resize(size: TerminalSize): void
  /** A flag of the client, but the one that ends the session. */
  flag(value: number): void
  /** As whom its program runs. */
  runAsUser?: string
  /** Resolves when all that it has to say is in the stream; rejects with why the session cannot go on. */
  finished: Promise<void>
  /** Leaves nothing of it behind. */
  end(): Promise<void>
}

/** Where work says what it has to say. */
export type WorkOutput = {
  stream: SessionStream
  /** A message as soon as there is room; rejects when the session ends before. */
  say(payloadType: number, payload: Uint8Array): Promise<void>
}
