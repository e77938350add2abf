// The sending half of a session's stream: numbers the messages, keeps each until it is acknowledged, says which are to
// be sent again and when. Owns no timer, no clock and no socket. Its numbers and what it keeps survive a reconnect.
import { encodeFrame } from '../frame/encode-frame.ts'
import { type Digest, flagBits, messageTypes } from '../frame/frame.ts'
import { RoundTripTimer } from './round-trip-timer.ts'

/** How much may wait for acknowledgement. */
export interface StreamWindow {
  readonly frames: number
  /** Of payload. */
  readonly bytes: number
}

export interface OutgoingStreamParts {
  /** The agent's end sends output, the client's input. */
  readonly type: typeof messageTypes.output | typeof messageTypes.input
  readonly window: StreamWindow
  readonly digest: Digest
  readonly randomUUID: () => string
}

interface Unacknowledged {
  readonly bytes: Uint8Array
  readonly payloadBytes: number
  sentAtMs: number
  isSentAgain: boolean
}

/** Messages that may go out again at once when the stream was idle before, and at most. */
const resendFrames = { burst: 16, most: 64 }

export class OutgoingStream {
  readonly #parts: OutgoingStreamParts
  readonly #timer = new RoundTripTimer()
  /** By sequence number, in the order in which they were last sent. */
  readonly #unacknowledged = new Map<number, Unacknowledged>()
  #next = 0
  #bytes = 0
  #mayResendFrames = resendFrames.burst
  #window: StreamWindow

  constructor(parts: OutgoingStreamParts) {
    this.#parts = parts
    this.#window = parts.window
  }

  /** From now on so much may wait. */
  setWindow(window: StreamWindow): void {
    this.#window = window
  }

  /** Whether the owner has to wait for acknowledgements before it appends. */
  get isFull(): boolean {
    const { frames, bytes } = this.#window
    return this.#unacknowledged.size >= frames || this.#bytes >= bytes
  }

  /** Whether everything that was sent has been acknowledged. */
  get isIdle(): boolean {
    return this.#unacknowledged.size === 0
  }

  get unacknowledgedBytes(): number {
    return this.#bytes
  }

  /** Number of the next message. */
  get nextSequence(): number {
    return this.#next
  }

  /**
   * The next message, ready for the socket, and counted as sent now. It is kept before the caller can write it: an
   * acknowledgement, however fast, finds it. The last one may go beyond the window's bytes by its own length.
   *
   * @param nowMs epoch milliseconds, whole: the message is dated with it
   * @throws when the window is full
   */
  append(payloadType: number, payload: Uint8Array, nowMs: number): Uint8Array {
    if (this.isFull) throw new Error('The window is full')
    const { type, digest, randomUUID } = this.#parts
    const sequence = this.#next
    const flags = type === messageTypes.output && sequence === 0 ? flagBits.syn : 0
    const bytes = encodeFrame(
      { type, schemaVersion: 1, createdAtMs: nowMs, sequence, flags, id: randomUUID(), payloadType, payload },
      digest,
    )
    this.#next++
    this.#bytes += payload.length
    this.#unacknowledged.set(sequence, {
      bytes,
      payloadBytes: payload.length,
      sentAtMs: nowMs,
      isSentAgain: false,
    })
    return bytes
  }

  /** Returns whether the message was waiting for it. */
  acknowledge(sequence: number, nowMs: number): boolean {
    const message = this.#unacknowledged.get(sequence)
    if (!message) return false
    this.#unacknowledged.delete(sequence)
    this.#bytes -= message.payloadBytes
    // Which sending an acknowledgement answers is unknown when there were several.
    if (!message.isSentAgain) this.#timer.sample(nowMs - message.sentAtMs)
    this.#mayResendFrames = this.isIdle ? resendFrames.burst : Math.min(resendFrames.most, this.#mayResendFrames + 2)
    return true
  }

  /** When {@link due} has something next, at most a second from now; undefined while nothing waits. */
  nextDueMs(nowMs: number): number | undefined {
    const oldest = this.#unacknowledged.values().next().value
    return oldest && Math.min(oldest.sentAtMs, nowMs) + this.#timer.timeoutMs
  }

  /**
   * The messages to send again now, in order, which from now on count as sent now. A receiver that says nothing gets
   * one at a time; one that acknowledges gets at most two for each acknowledgement, so that one that is merely slow
   * is not buried.
   */
  due(nowMs: number): Uint8Array[] {
    const again: [number, Unacknowledged][] = []
    for (const [sequence, message] of this.#unacknowledged) {
      // A clock that was set back must not hold everything up.
      const elapsedMs = message.sentAtMs > nowMs ? Infinity : nowMs - message.sentAtMs
      if (elapsedMs < this.#timer.timeoutMs || (again.length > 0 && again.length >= this.#mayResendFrames)) break
      again.push([sequence, message])
    }
    if (again.length === 0) return []
    this.#mayResendFrames = Math.max(0, this.#mayResendFrames - again.length)
    this.#timer.backOff()
    return this.#sendAgain(again, nowMs)
  }

  /** Everything that waits for acknowledgement, in order, for the first moment of another socket; counts as sent now. */
  replay(nowMs: number): Uint8Array[] {
    return this.#sendAgain([...this.#unacknowledged], nowMs)
  }

  #sendAgain(messages: [number, Unacknowledged][], nowMs: number): Uint8Array[] {
    messages.sort(([one], [other]) => one - other)
    for (const [sequence, message] of messages) {
      this.#unacknowledged.delete(sequence)
      message.sentAtMs = nowMs
      message.isSentAgain = true
      this.#unacknowledged.set(sequence, message)
    }
    return messages.map(([, { bytes }]) => bytes)
  }
}
