// Both ends of a relay without sockets, for its tests: what is under way waits until the test moves it, is lost when a
// leg breaks, and is sent again when the test says so.
import { randomUUID } from 'node:crypto'
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import { encodeFrame } from '@hostler/channel/frame/encode-frame'
import { messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import { FrameWriter } from '@hostler/channel/frame/frame-writer'
import { readAcknowledgement } from '@hostler/channel/payloads/acknowledgement'
import type { Leg, LegListener } from '../../delivery/leg.ts'
import { sha256 } from './session-frames.ts'

const writer = new FrameWriter({ digest: sha256, randomUUID })

export class ScriptedLeg implements Leg {
  /** On their way to the relay, and from it. */
  readonly toRelay: Uint8Array[] = []
  readonly toEnd: Uint8Array[] = []
  isPaused = false
  isOpen = true
  bufferedBytes = 0
  readonly lastHeardMs = 0
  #listener: LegListener | undefined

  listen(listener: LegListener): void {
    this.#listener = listener
  }

  send(bytes: Uint8Array): void {
    if (!this.isOpen) return
    this.toEnd.push(bytes)
    this.bufferedBytes += bytes.length
  }

  /** The relay reads one message, unless it has paused. */
  deliver(): Uint8Array | undefined {
    const bytes = this.isPaused || !this.isOpen ? undefined : this.toRelay.shift()
    if (bytes) this.#listener?.message(bytes)
    return bytes
  }

  /** The end reads one message. */
  take(): Uint8Array | undefined {
    const bytes = this.toEnd.shift()
    if (!bytes) return undefined
    this.bufferedBytes -= bytes.length
    this.#listener?.drained()
    return bytes
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
  }

  ping(): void {}

  close(): void {
    this.cut()
  }

  /** What was under way is lost. */
  cut(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.toRelay.length = this.toEnd.length = this.bufferedBytes = 0
    this.#listener?.closed()
  }
}

/** One end's stream in each direction, by the rules of the stock programs. */
export class ScriptedEnd {
  leg = new ScriptedLeg()
  readonly #sends: string
  readonly #takes: string
  /** Whether it acknowledges again what it has had; the stock plugin does not. */
  readonly #isAnsweringAgain: boolean
  readonly #outgoing = new Map<number, Uint8Array>()
  #next = 0
  #expected = 0
  readonly sent: string[] = []
  readonly received: string[] = []
  /** Places in the stream of messages that came before their turn. */
  readonly early: number[] = []

  constructor(end: 'agent' | 'client', isAnsweringAgain: boolean) {
    const [own, other] = [messageTypes.output, messageTypes.input]
    this.#sends = end === 'agent' ? own : other
    this.#takes = end === 'agent' ? other : own
    this.#isAnsweringAgain = isAnsweringAgain
  }

  say(sizeBytes: number, payloadType: number = payloadTypes.output): void {
    const sequence = this.#next++
    const payload = Buffer.alloc(sizeBytes, `${sequence}.`)
    const facts = { schemaVersion: 1, createdAtMs: 1, flags: 0, id: randomUUID() }
    const bytes = encodeFrame({ ...facts, type: this.#sends, sequence, payloadType, payload }, sha256)
    this.sent.push(labelOf(payload))
    this.#outgoing.set(sequence, bytes)
    if (this.leg.isOpen) this.leg.toRelay.push(bytes)
  }

  get unacknowledged(): number {
    return this.#outgoing.size
  }

  /** Sends messages again that it waits for an acknowledgement of, the first of them first. */
  repeat(count: number): void {
    if (this.leg.isOpen) this.leg.toRelay.push(...[...this.#outgoing.values()].slice(0, count))
  }

  /** The next message but one overtakes the next. */
  swap(): void {
    const [first, second, ...rest] = this.leg.toRelay
    if (first && second) this.leg.toRelay.splice(0, Infinity, second, first, ...rest)
  }

  /** Reads one message; false where there is none. */
  read(): boolean {
    const bytes = this.leg.take()
    if (!bytes) return false
    const frame = decodeFrame(bytes, sha256)
    if ('malformed' in frame) throw new Error(`the relay sent a malformed message: ${frame.malformed}`)
    const acknowledged = frame.type === messageTypes.acknowledge && readAcknowledgement(frame.payload, this.#sends)
    if (typeof acknowledged === 'number') this.#outgoing.delete(acknowledged)
    if (frame.type !== this.#takes) return true
    if (frame.sequence > this.#expected) this.early.push(frame.sequence)
    const isNew = frame.sequence === this.#expected
    if (isNew) {
      this.#expected++
      this.received.push(labelOf(frame.payload))
    }
    if (isNew || this.#isAnsweringAgain) this.leg.toRelay.push(writer.acknowledge(frame, 1))
    return true
  }
}

/** Short, for failures that people can read; that messages are whole, their digest says. */
function labelOf(payload: Uint8Array): string {
  return `${Buffer.from(payload.subarray(0, 5)).toString()} ${payload.length}`
}
