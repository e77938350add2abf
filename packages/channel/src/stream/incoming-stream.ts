// The receiving half of a session's stream: puts messages in order, each once, within a bounded memory, and says which
// to acknowledge. Owns no timer and no socket. Its numbers and what it keeps survive a reconnect.
import type { Frame } from '../frame/frame.ts'
import type { StreamWindow } from './outgoing-stream.ts'

/** What becomes of a message that arrived. */
export interface Arrival {
  /**
   * `refused`: there is no room, and it is as if it had not come; the sender sends it again. `pending`: it was handed
   * on before and is not taken yet.
   */
  readonly kind: 'in-order' | 'ahead' | 'taken-before' | 'pending' | 'refused'
  /** To hand on, in order; each is acknowledged when the consumer has taken it: see {@link IncomingStream.take}. */
  readonly deliver: readonly Frame[]
  /** Whether to acknowledge the arriving message at once. */
  readonly acknowledge: boolean
}

export class IncomingStream {
  readonly #room: StreamWindow
  /** Number of the next message to hand on. */
  #expected = 0
  /** Payload lengths of messages that were handed on and are not taken, the first being number `#expected - length`. */
  readonly #pending: number[] = []
  #pendingBytes = 0
  readonly #ahead = new Map<number, Frame>()
  #aheadBytes = 0

  /**
   * @param room bounds what was handed on and is not taken, and that together with what came ahead of its place. The
   *   message that is expected is taken in while the first is below the bound; all in all it is never more than twice
   *   the bound and one message.
   */
  constructor(room: StreamWindow) {
    this.#room = room
  }

  /** Bytes of payload in memory: handed on and not taken, or ahead of their place. */
  get heldBytes(): number {
    return this.#pendingBytes + this.#aheadBytes
  }

  get heldFrames(): number {
    return this.#pending.length + this.#ahead.size
  }

  /** Of those, bytes and messages that were handed on and are not taken: what a consumer can do something about. */
  get pending(): StreamWindow {
    return { bytes: this.#pendingBytes, frames: this.#pending.length }
  }

  /** Whether everything that was handed on has been taken. */
  get isIdle(): boolean {
    return this.#pending.length === 0
  }

  /** A message of this stream has arrived. Those kept for later are copied: their socket may use its memory again. */
  accept(frame: Frame): Arrival {
    if (frame.sequence < this.#expected - this.#pending.length) return arrival('taken-before', true)
    if (frame.sequence < this.#expected) return arrival('pending', false)
    if (frame.sequence > this.#expected) return this.#keepAhead(frame)
    const { frames, bytes } = this.#room
    if (this.#pending.length >= frames || this.#pendingBytes >= bytes) return arrival('refused', false)
    const deliver = [frame]
    this.#handOn(frame)
    for (let next = this.#ahead.get(this.#expected); next; next = this.#ahead.get(this.#expected)) {
      this.#ahead.delete(next.sequence)
      this.#aheadBytes -= next.payload.length
      deliver.push(next)
      this.#handOn(next)
    }
    return { kind: 'in-order', deliver, acknowledge: false }
  }

  /**
   * The consumer has taken the oldest message that was handed on to it: acknowledge that now.
   *
   * @throws when there is none
   */
  take(): void {
    const bytes = this.#pending.shift()
    if (bytes === undefined) throw new Error('No message was handed on')
    this.#pendingBytes -= bytes
  }

  #handOn({ payload }: Frame): void {
    this.#expected++
    this.#pending.push(payload.length)
    this.#pendingBytes += payload.length
  }

  #keepAhead(frame: Frame): Arrival {
    if (this.#ahead.has(frame.sequence)) return arrival('ahead', true)
    const { frames, bytes } = this.#room
    const isTooFar = frame.sequence - this.#expected >= frames
    if (isTooFar || this.heldFrames >= frames || this.heldBytes + frame.payload.length > bytes) {
      return arrival('refused', false)
    }
    this.#ahead.set(frame.sequence, { ...frame, payload: frame.payload.slice() })
    this.#aheadBytes += frame.payload.length
    return arrival('ahead', true)
  }
}

function arrival(kind: Arrival['kind'], acknowledge: boolean): Arrival {
  return { kind, deliver: [], acknowledge }
}
