import { payloadTypes } from '../frame/frame.ts'
import type { StreamPayload } from '../handshake/agent-handshake.ts'
import { writeTerminalSize } from '../payloads/terminal-size.ts'
import type { TerminalSize } from '../payloads/stream-payloads.ts'

/** Input that waits for the handshake or for room in the stream, cut to payloads. */
export class InputQueue {
  readonly #payloadBytes: number
  #waiting: StreamPayload[] = []
  #first = 0
  #bytes = 0
  #size: TerminalSize | undefined

  /** @param payloadBytes longest payload; 1024 is what stock agents send and expect */
  constructor(payloadBytes: number) {
    this.#payloadBytes = payloadBytes
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Takes a copy. */
  addBytes(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; from += this.#payloadBytes) {
      this.add({ payloadType: payloadTypes.output, payload: bytes.slice(from, from + this.#payloadBytes) })
    }
  }

  add(payload: StreamPayload): void {
    this.#waiting.push(payload)
    this.#bytes += payload.payload.length
  }

  /** The last size alone counts; it overtakes other input. */
  setSize(size: TerminalSize): void {
    this.#size = size
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = []
    this.#first = 0
    this.#bytes = 0
    this.#size = undefined
  }

  take(): StreamPayload | undefined {
    if (this.#size) {
      const payload = writeTerminalSize(this.#size)
      this.#size = undefined
      return { payloadType: payloadTypes.size, payload }
    }
    const next = this.#waiting[this.#first]
    if (!next) return undefined
    this.#first++
    this.#bytes -= next.payload.length
    if (this.#first === this.#waiting.length) this.clear()
    return next
  }
}
