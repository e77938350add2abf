// Takes what a program says, in whatever pieces, and puts it into the session's stream in messages of a good size that
// cut no character; holds the program back while the stream has no room.
import type { Readable } from 'node:stream'
import { completeCharacters } from './complete-characters.ts'
import type { SessionStream } from './session-stream.ts'

/**
 * Of one message. The stock plugin takes any size; beyond this the cost of a message no longer shows, and a message
 * is still short enough to stop in time.
 */
export const PAYLOAD_BYTES = 16 * 1024
const NEWLINE = 0x0a

export class OutputPump {
  readonly #source: Readable
  readonly #stream: SessionStream
  readonly #payloadType: number
  readonly #prefix: Buffer
  #chunks: Buffer[] = []
  #isScheduled = false
  #hasEnded = false
  #atLineStart = true
  readonly #done = Promise.withResolvers<void>()

  /** @param prefix comes before the first message, and before every one that follows the end of a line */
  constructor(source: Readable, stream: SessionStream, payloadType: number, prefix = '') {
    this.#source = source
    this.#stream = stream
    this.#payloadType = payloadType
    this.#prefix = Buffer.from(prefix)
    source.on('data', (chunk: Buffer) => this.#take(chunk))
    // Terminals end with an error, pipes with `end`; both close.
    source.on('error', () => {})
    source.on('close', () => {
      this.#hasEnded = true
      this.#pump()
    })
    stream.onRoom(() => this.#pump())
  }

  /** Resolves when the program has said its last word and the stream has it. */
  get done(): Promise<void> {
    return this.#done.promise
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk)
    // Everything that is to be read in this turn of the loop goes together.
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#pump()
    })
  }

  #pump(): void {
    let waiting = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks)
    while (waiting.length > 0 && this.#stream.hasRoom) {
      const piece = waiting.subarray(0, PAYLOAD_BYTES - this.#prefix.length)
      const isLast = this.#hasEnded && piece.length === waiting.length
      const length = isLast ? piece.length : completeCharacters(piece)
      if (length === 0) break
      this.#write(piece.subarray(0, length))
      waiting = waiting.subarray(length)
    }
    this.#chunks = waiting.length > 0 ? [waiting] : []
    if (this.#hasEnded && waiting.length === 0) return this.#done.resolve()
    // A few bytes may wait for the rest of their character.
    if (waiting.length > 3) this.#source.pause()
    else if (this.#source.isPaused()) this.#source.resume()
  }

  #write(bytes: Buffer): void {
    const isPrefixed = this.#prefix.length > 0 && this.#atLineStart
    this.#atLineStart = bytes.at(-1) === NEWLINE
    this.#stream.write(this.#payloadType, isPrefixed ? Buffer.concat([this.#prefix, bytes]) : bytes)
  }
}
