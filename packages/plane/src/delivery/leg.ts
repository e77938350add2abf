// One end of a session as the relay sees it: bytes in, bytes out, and how to hold it back. A socket of this process
// now; a pipe to another process's socket where planes share the work.

export interface LegListener {
  /** One binary message. */
  message(bytes: Uint8Array): void
  /** There is room again after `bufferedBytes` was high. */
  drained(): void
  closed(): void
}

export interface Leg {
  /** Whom it comes from, where that is known. */
  readonly address?: string | undefined
  /** Begins to read: what comes is told to this listener. Called once. */
  listen(listener: LegListener): void
  send(bytes: Uint8Array): void
  /** Bytes given to `send` that the network has not taken yet. */
  readonly bufferedBytes: number
  /** Takes nothing from the peer until `resume`: its own sending comes to a halt. */
  pause(): void
  resume(): void
  /** Asks whether the peer is there; an answer counts as being heard. */
  ping(): void
  /** When the peer was last heard of, epoch milliseconds. */
  readonly lastHeardMs: number
  /** Ends it in order, after what was sent. */
  close(reason: string): void
  /** Ends it at once. */
  cut(): void
}
