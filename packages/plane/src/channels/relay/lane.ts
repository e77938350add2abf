// One direction of a session between the plane's two sockets: strictly in order, nothing dropped, nothing acknowledged
// in anybody's place, everything kept until the receiver has acknowledged it. Knows frames as bytes with a number; no
// socket, no timer.

/** What becomes of a message from the sender. */
export type Accepted =
  /** In its place: it and what it waited for go on. */
  | { readonly kind: 'in-order'; readonly messages: readonly LaneMessage[] }
  /** Sent again and not acknowledged by the receiver yet: it goes on again, the receiver may have had no use for it. */
  | { readonly kind: 'again'; readonly message: LaneMessage }
  /** Sent again although the receiver has acknowledged it: the acknowledgement was lost on the sender. */
  | { readonly kind: 'acknowledged-before' }
  /** Ahead of its place: kept until its turn, or, where there is no room, left to be sent again. */
  | { readonly kind: 'ahead'; readonly isKept: boolean }

export interface LaneMessage {
  readonly sequence: number
  /** The whole frame, as it came. */
  readonly bytes: Uint8Array
}

export interface LaneLimits {
  /** Of what is held ahead of its place. */
  readonly aheadBytesMax: number
  readonly aheadMessagesMax: number
}

const laneLimits: LaneLimits = { aheadBytesMax: 4 * 1024 * 1024, aheadMessagesMax: 10_000 }

export class Lane {
  readonly #limits: LaneLimits
  #expected = 0
  readonly #ahead = new Map<number, Uint8Array>()
  #aheadBytes = 0
  /** In order of their sequence, since that is the order in which they come in. */
  readonly #unacknowledged = new Map<number, Uint8Array>()
  #unacknowledgedBytes = 0
  /** First message that has not been sent to the receiver that is there now. */
  #nextToSend = 0
  #unsentBytes = 0

  constructor(limits = laneLimits) {
    this.#limits = limits
  }

  /** Takes a message from the sender. Messages in order wait to be sent: see {@link takeUnsent}. */
  accept(sequence: number, bytes: Uint8Array): Accepted {
    if (sequence < this.#expected) {
      const held = this.#unacknowledged.get(sequence)
      if (!held) return { kind: 'acknowledged-before' }
      return { kind: 'again', message: { sequence, bytes: held } }
    }
    if (sequence > this.#expected) return { kind: 'ahead', isKept: this.#keepAhead(sequence, bytes) }
    const messages = [{ sequence, bytes }]
    this.#keep(sequence, bytes)
    for (let next = this.#ahead.get(this.#expected); next; next = this.#ahead.get(this.#expected)) {
      this.#ahead.delete(this.#expected)
      this.#aheadBytes -= next.length
      messages.push({ sequence: this.#expected, bytes: next })
      this.#keep(this.#expected, next)
    }
    return { kind: 'in-order', messages }
  }

  /**
   * The receiver has acknowledged a message. False for one that it never got or had acknowledged already; so is one
   * that is still to be sent to the socket it acknowledges on.
   */
  acknowledge(sequence: number): boolean {
    const bytes = this.#unacknowledged.get(sequence)
    if (!bytes || !this.isSent(sequence)) return false
    this.#unacknowledged.delete(sequence)
    this.#unacknowledgedBytes -= bytes.length
    return true
  }

  /** The next message for the receiver, which from now on counts as sent. */
  takeUnsent(): LaneMessage | undefined {
    if (this.#nextToSend >= this.#expected) return undefined
    const sequence = this.#nextToSend++
    const bytes = this.#unacknowledged.get(sequence)
    // After a rewind, some that stand between others are acknowledged already.
    if (!bytes) return this.takeUnsent()
    this.#unsentBytes -= bytes.length
    return { sequence, bytes }
  }

  /** Whether a message has been sent to the receiver that is there now. */
  isSent(sequence: number): boolean {
    return sequence < this.#nextToSend
  }

  /** Another receiver's socket: everything it has not acknowledged is to be sent again, in order. */
  rewind(): void {
    this.#nextToSend = this.#unacknowledged.keys().next().value ?? this.#expected
    this.#unsentBytes = this.#unacknowledgedBytes
  }

  get unacknowledgedBytes(): number {
    return this.#unacknowledgedBytes
  }

  /** Of those, bytes that wait to be sent to the receiver that is there now. */
  get unsentBytes(): number {
    return this.#unsentBytes
  }

  get hasUnsent(): boolean {
    return this.#unsentBytes > 0
  }

  #keep(sequence: number, message: Uint8Array): void {
    const bytes = ofItsOwn(message)
    this.#expected = sequence + 1
    this.#unacknowledged.set(sequence, bytes)
    this.#unacknowledgedBytes += bytes.length
    this.#unsentBytes += bytes.length
  }

  #keepAhead(sequence: number, bytes: Uint8Array): boolean {
    if (this.#ahead.has(sequence)) return true
    const { aheadBytesMax, aheadMessagesMax } = this.#limits
    if (this.#ahead.size >= aheadMessagesMax || this.#aheadBytes + bytes.length > aheadBytesMax) return false
    this.#ahead.set(sequence, ofItsOwn(bytes))
    this.#aheadBytes += bytes.length
    return true
  }
}

/**
 * Messages are views of what came with one read of their socket. A short one would keep all of that in memory, which
 * no limit counts.
 */
function ofItsOwn(bytes: Uint8Array): Uint8Array {
  return bytes.length * 4 < bytes.buffer.byteLength ? new Uint8Array(bytes) : bytes
}
