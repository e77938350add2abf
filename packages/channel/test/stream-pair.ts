import { acknowledgedBy, acknowledgement, concat, parts, readFrame } from './stream-end.ts'
import { type Frame, messageTypes } from '../src/frame/frame.ts'
import { IncomingStream } from '../src/stream/incoming-stream.ts'
import { OutgoingStream, type StreamWindow } from '../src/stream/outgoing-stream.ts'

/** One end, whose consumer takes what it was handed when the test says so. */
export class StreamPeer {
  readonly outgoing: OutgoingStream
  readonly incoming: IncomingStream
  /** On the way to the other end. */
  wire: Uint8Array[] = []
  readonly #taken: Uint8Array[] = []
  readonly #sent: Uint8Array[] = []
  readonly #untaken: Frame[] = []

  constructor(type: typeof messageTypes.output | typeof messageTypes.input, window: StreamWindow) {
    this.outgoing = new OutgoingStream({ ...parts, type, window })
    this.incoming = new IncomingStream(window)
  }

  get sent(): Uint8Array {
    return concat(this.#sent)
  }

  get taken(): Uint8Array {
    return concat(this.#taken)
  }

  get isIdle(): boolean {
    return this.outgoing.isIdle && this.#untaken.length === 0
  }

  append(payload: Uint8Array, nowMs: number): void {
    if (this.outgoing.isFull) return
    this.#sent.push(payload)
    this.wire.push(this.outgoing.append(1, payload, nowMs))
  }

  receive(bytes: Uint8Array, nowMs: number): void {
    const frame = readFrame(bytes)
    const sequence = acknowledgedBy(frame)
    if (sequence !== undefined) return void this.outgoing.acknowledge(sequence, nowMs)
    const { deliver, acknowledge } = this.incoming.accept(frame)
    if (acknowledge) this.wire.push(acknowledgement(frame))
    this.#untaken.push(...deliver)
  }

  take(): void {
    const frame = this.#untaken.shift()
    if (!frame) return
    this.#taken.push(frame.payload)
    this.incoming.take()
    this.wire.push(acknowledgement(frame))
  }

  takeAll(): void {
    while (this.#untaken.length > 0) this.take()
  }

  resend(nowMs: number): void {
    this.wire.push(...this.outgoing.due(nowMs))
  }

  /** The connection is another: what was on the way is lost. */
  reconnect(nowMs: number): void {
    this.wire = this.outgoing.replay(nowMs)
  }
}
