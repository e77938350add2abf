// The ends of a session as the stock programs are them, weaknesses included: what they acknowledge, what they send
// again and what they do not notice. Time is the test's: nothing is sent again before `tick`.
import { createHash } from 'node:crypto'
import { type Frame, messageTypes } from '@hostler/channel/frame/frame'
import { readAcknowledgement } from '@hostler/channel/payloads/acknowledgement'
import { type SessionEnd, streamMessage } from './session-ends.ts'

export interface StockHabits {
  /**
   * Whether the first acknowledgement of a message overtakes the sender, who writes to the socket before it takes
   * note of what it has written: it finds nothing to strike off.
   */
  isOvertaken(sequence: number): boolean
}

/** What went in at one end or came out at the other: whether two are equal, without keeping either. */
export interface StreamSum {
  readonly messages: number
  readonly bytes: number
  readonly sha256: string
}

class StreamSummer {
  #messages = 0
  #bytes = 0
  readonly #hash = createHash('sha256')

  add(payload: Uint8Array): void {
    this.#messages++
    this.#bytes += payload.length
    this.#hash.update(payload)
  }

  get sum(): StreamSum {
    return { messages: this.#messages, bytes: this.#bytes, sha256: this.#hash.copy().digest('hex') }
  }

  get bytes(): number {
    return this.#bytes
  }
}

export class StockEnd {
  readonly #program: 'agent' | 'plugin'
  readonly #isOvertaken: (sequence: number) => boolean
  #end: SessionEnd
  /** Sent and not acknowledged, oldest first; byte for byte as it is sent again. */
  readonly #outgoing = new Map<number, Uint8Array>()
  readonly #missed = new Set<number>()
  readonly #ahead = new Map<number, Frame>()
  #next = 0
  #expected = 0
  #unanswered: Frame[] | undefined
  readonly #sent = new StreamSummer()
  readonly #received = new StreamSummer()
  /** Messages of the stream that came after they had been taken. */
  repeats = 0
  /** Whether the agent was asked to stop; what it hears from its client sets it going again. */
  isPaused = false
  /** All that the agent was asked. */
  readonly asked: string[] = []

  constructor(program: 'agent' | 'plugin', end: SessionEnd, habits?: StockHabits) {
    this.#program = program
    this.#isOvertaken = habits?.isOvertaken ?? (() => false)
    this.#end = end
    this.come(end)
  }

  /** Goes on with another socket. */
  come(end: SessionEnd): void {
    this.#end = end
    this.isPaused = false
    end.take(frame => this.#take(frame))
  }

  get end(): SessionEnd {
    return this.#end
  }

  /** How many messages it waits for an acknowledgement of. */
  get unacknowledged(): number {
    return this.#outgoing.size
  }

  get sent(): StreamSum {
    return this.#sent.sum
  }

  /** What it took, in order, each message once. */
  get received(): StreamSum {
    return this.#received.sum
  }

  get receivedBytes(): number {
    return this.#received.bytes
  }

  send(payload: Uint8Array | string): void {
    const sequence = this.#next++
    const type = this.#program === 'agent' ? messageTypes.output : messageTypes.input
    const bytes = streamMessage(type, payload, sequence)
    this.#sent.add(Buffer.from(payload))
    this.#outgoing.set(sequence, bytes)
    this.#end.sendBytes(bytes)
  }

  /** A tenth of a second later: the oldest message goes out again, and no other. */
  tick(): void {
    const oldest = this.#outgoing.values().next().value
    if (oldest && !this.isPaused) this.#end.sendBytes(oldest)
  }

  /** Reads on without acknowledging, until {@link acknowledgeAll}. */
  stopAcknowledging(): void {
    this.#unanswered ??= []
  }

  acknowledgeAll(): void {
    const waiting = this.#unanswered ?? []
    this.#unanswered = undefined
    for (const frame of waiting) this.#end.acknowledge(frame)
  }

  #take(frame: Frame): boolean {
    const comes = this.#program === 'agent' ? messageTypes.input : messageTypes.output
    switch (frame.type) {
      case comes:
        this.isPaused = false
        this.#takeStream(frame)
        return true
      case messageTypes.acknowledge:
        this.isPaused = false
        this.#takeAcknowledgement(frame)
        return true
      case messageTypes.pause:
      case messageTypes.start:
        if (this.#program === 'plugin') return false
        this.isPaused = frame.type === messageTypes.pause
        this.asked.push(frame.type)
        return true
      default:
        return false
    }
  }

  #takeStream(frame: Frame): void {
    if (frame.sequence < this.#expected) {
      this.repeats++
      // The agent says again that it has had it; the plugin says nothing.
      if (this.#program === 'agent') this.#answer(frame)
      return
    }
    this.#answer(frame)
    this.#ahead.set(frame.sequence, frame)
    for (let next = this.#ahead.get(this.#expected); next; next = this.#ahead.get(this.#expected)) {
      this.#ahead.delete(this.#expected++)
      this.#received.add(next.payload)
    }
  }

  #takeAcknowledgement(frame: Frame): void {
    const sent = this.#program === 'agent' ? messageTypes.output : messageTypes.input
    const sequence = readAcknowledgement(frame.payload, sent)
    if (sequence === undefined) return
    if (this.#isOvertaken(sequence) && !this.#missed.has(sequence)) this.#missed.add(sequence)
    else this.#outgoing.delete(sequence)
  }

  #answer(frame: Frame): void {
    if (this.#unanswered) this.#unanswered.push(frame)
    else this.#end.acknowledge(frame)
  }
}
