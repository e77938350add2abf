// One stream of a smux session: bytes that wait to be sent, and how far both sides are with it.
import type { SmuxSession } from './smux-session.ts'

/** Waiting bytes from which on a stream's source should pause. */
const roomBytes = 128 * 1024

export class SmuxStream {
  readonly id: number
  readonly #session: SmuxSession
  readonly #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #heldBytes = 0
  #wasFull = false
  /** This side has said its last byte, and whether the other side was told so. */
  #isEnding = false
  #isEndSent = false
  /** Nobody reads here any more, and whether the other side was told so. */
  #isAbandoned = false
  #isAbandonSent = false
  /** The other side has said its last byte. */
  hasEnded = false

  constructor(session: SmuxSession, id: number) {
    this.#session = session
    this.id = id
  }

  /** Sends bytes behind those before. They are not copied. What comes after `end` goes nowhere. */
  write(bytes: Uint8Array): void {
    if (this.#isEnding || bytes.length === 0) return
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    this.#session.wake(this)
  }

  /** Nothing more will be sent. Stock programs close the stream in both directions then. */
  end(): void {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#session.wake(this)
  }

  /**
   * Nothing more will be sent, nor read. Told by a second end where the other side takes the first for one direction's;
   * what waits is sent before.
   */
  abandon(): void {
    this.#isAbandoned = true
    this.end()
    this.#session.wake(this)
  }

  /** Ends the stream for both sides: what waits is dropped, what still comes is ignored. */
  reset(): void {
    this.#waiting.length = 0
    this.#waitingBytes = 0
    this.consumed(this.#heldBytes)
    this.end()
    this.#session.forget(this)
  }

  /** So many of the bytes that were handed on are dealt with: the session has room for as many more. */
  consumed(bytes: number): void {
    const freed = Math.min(bytes, this.#heldBytes)
    this.#heldBytes -= freed
    this.#session.freed(freed)
  }

  /** Whether to hold bytes back until `drained`. */
  get isFull(): boolean {
    const isFull = this.#waitingBytes >= roomBytes
    this.#wasFull ||= isFull
    return isFull
  }

  /** Whether both sides have ended it and both know. */
  get isDone(): boolean {
    return this.hasEnded && this.#isEndSent
  }

  /** For the session: is there something to send? */
  get hasNews(): boolean {
    return this.#waitingBytes > 0 || (this.#isEnding && !this.#isEndSent) || this.#hasAbandonToTell
  }

  /** For the session: fills `target` with waiting bytes and says how many. */
  fill(target: Uint8Array): number {
    let filled = 0
    while (filled < target.length && this.#waiting.length > 0) {
      const [first] = this.#waiting as [Uint8Array]
      const piece = first.subarray(0, target.length - filled)
      target.set(piece, filled)
      filled += piece.length
      if (piece.length === first.length) this.#waiting.shift()
      else this.#waiting[0] = first.subarray(piece.length)
    }
    this.#waitingBytes -= filled
    return filled
  }

  /** For the session: bytes that wait to be sent. */
  get waitingBytes(): number {
    return this.#waitingBytes
  }

  /** For the session: whether an end is to be told now. Ask again after a true. */
  takeEnd(): boolean {
    if (!this.#isEnding || this.#waitingBytes > 0) return false
    const hasEnd = !this.#isEndSent || this.#hasAbandonToTell
    if (this.#isEndSent) this.#isAbandonSent = true
    this.#isEndSent = true
    return hasEnd
  }

  /** Who has ended too needs no telling. */
  get #hasAbandonToTell(): boolean {
    return this.#isAbandoned && !this.#isAbandonSent && !this.hasEnded
  }

  /** For the session: bytes were handed on. */
  hold(bytes: number): void {
    this.#heldBytes += bytes
  }

  /** For the session: whether its source may go on after having been full. */
  takeDrained(): boolean {
    if (!this.#wasFull || this.#waitingBytes > roomBytes / 2 || this.#isEnding) return false
    this.#wasFull = false
    return true
  }
}
