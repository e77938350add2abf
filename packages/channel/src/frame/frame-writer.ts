import { writeAcknowledgement } from '../payloads/acknowledgement.ts'
import { encodeFrame } from './encode-frame.ts'
import { type Digest, flagBits, type Frame, messageTypes } from './frame.ts'

export interface FrameWriterParts {
  readonly digest: Digest
  readonly randomUUID: () => string
}

/** Writes the messages that have no place in a stream: they carry sequence number and payload type 0. */
export class FrameWriter {
  readonly #parts: FrameWriterParts

  constructor(parts: FrameWriterParts) {
    this.#parts = parts
  }

  /**
   * A message of the given type.
   *
   * @param nowMs epoch milliseconds, whole
   * @param id of the message; for payloads that repeat it
   */
  message(type: string, payload: Uint8Array, nowMs: number, id: string = this.#parts.randomUUID()): Uint8Array {
    // As both stock programs do; nobody reads it.
    const isMarked = type === messageTypes.acknowledge || type === messageTypes.agentSessionState
    const flags = isMarked ? flagBits.syn | flagBits.fin : 0
    return encodeFrame(
      { type, schemaVersion: 1, createdAtMs: nowMs, sequence: 0, flags, id, payloadType: 0, payload },
      this.#parts.digest,
    )
  }

  /** Tells the sender of a stream's message that it has arrived. */
  acknowledge(frame: Frame, nowMs: number): Uint8Array {
    return this.message(messageTypes.acknowledge, writeAcknowledgement(frame), nowMs)
  }
}
