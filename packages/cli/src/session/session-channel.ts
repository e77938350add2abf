// What a shell needs of a session's data channel, whatever carries it.
import type { TerminalSize } from '@hostler/channel/payloads/stream-payloads'

export interface SessionChannelEvents {
  /** Bytes of the session in order, each once. The next come when the promise resolves; so does the acknowledgement. */
  output(bytes: Uint8Array, stream: 'stdout' | 'stderr'): Promise<void>
  /** A line that the host wants the user to read. */
  message(text: string): void
  exitCode(code: number): void
  /** Input is taken again after {@link SessionChannel.isFull}. */
  drained(): void
  /** The connection stands. Whether the host comes is another question. */
  connected(): void
  /** The connection broke. `connect` with another token goes on where it was. */
  dropped(error: Error | undefined): void
  /** The session is over; all output has been taken before. */
  closed(output: string): void
  unsupported(why: string): void
}

export interface SessionChannel {
  connect(url: string, token: string): void
  send(bytes: Uint8Array): void
  isFull(): boolean
  resize(size: TerminalSize): void
  /** Asks the host to end the session. */
  terminate(): void
  close(): void
}
