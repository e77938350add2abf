// The relay's view of session records: it tells what passes, as it passes. What becomes of it is the recorder's.
import type { Scope } from '../../domain/basics/scope.ts'

/** Who does what where: the head of a record. */
export interface RecordedSession extends Scope {
  readonly sessionId: string
  readonly nodeId: string
  /** ARN of who started the session. */
  readonly owner: string
  readonly documentName: string
  readonly startedAt: Date
}

export interface SessionRecorder {
  /** Opens a session's record, or goes on with the one that an earlier plane left. */
  open(session: RecordedSession): Promise<SessionRecording>
}

/** One open record. Calls return at once; what they say is durable within {@link recordBound}. */
export interface SessionRecording {
  /** Bytes on their way to the client. */
  output(bytes: Uint8Array): void
  /** Bytes on their way to the host; kept only where input is recorded. */
  input(bytes: Uint8Array): void
  resize(cols: number, rows: number): void
  /** What the plane has to say of the session. */
  remark(text: string): void
  /** Bytes told and not yet durable: above the bound the relay pauses the host. */
  readonly pendingBytes: number
  /** Called when `pendingBytes` has fallen below half the bound; replaces an earlier listener. */
  onDrain(listener: () => void): void
  /** Called once when the record can no longer be written: the session must not go on unrecorded. */
  onFailure(listener: (error: Error) => void): void
  /** Writes the end and closes; resolves when durable. */
  close(reason: string): Promise<void>
}

/** What a plane that dies may lose of what the user had seen. */
export const recordBound = { milliseconds: 250, bytes: 1024 * 1024 } as const
