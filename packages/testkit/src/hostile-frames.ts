// What no honest program says on a data channel: the same each time for one seed.
import { randomUUID } from 'node:crypto'
import { layout, messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import { streamMessage } from './session-ends.ts'

const types = [...Object.values(messageTypes), 'surprise', '{}', 'x'.repeat(32)]
const numbers = ['0', '1', '7', '-1', '1e300', '9007199254740991', '9007199254740993', 'null', '"0"', '[]', '{}']
const lengths = [0, 1, 115, 117, 119, 120, 65_535, 0x7fff_ffff, 0x8000_0000, 0xffff_ff88, 0xffff_ffff]

export class HostileFrames {
  readonly #type: string
  #state: number
  #next = 0
  #last: Uint8Array = new Uint8Array()

  /** @param type of its end's stream */
  constructor(type: string, seed: number) {
    this.#type = type
    this.#state = Math.imul(seed + 1, 0x9e3779b9) | 1
  }

  /** A number from 0 to below `limit`: xorshift. */
  below(limit: number): number {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return (this.#state >>> 0) % limit
  }

  /** A message that can be read; what it says is another matter. */
  readable(): Uint8Array {
    const kind = this.below(16)
    if (kind === 0) return this.#last.length > 0 ? this.#last : this.#inTurn()
    if (kind === 1) return this.#stream(Math.max(0, this.#next + this.below(40) - 20))
    if (kind === 2) return this.#stream(Number.MAX_SAFE_INTEGER - this.below(3))
    if (kind === 3) return streamMessage(this.#pick(types), this.#bytes(), this.below(5), this.#payloadType())
    if (kind === 4) return streamMessage(messageTypes.acknowledge, this.#bytes(), 0, 0)
    if (kind <= 7) return streamMessage(messageTypes.acknowledge, this.#acknowledgement(), 0, 0)
    return this.#inTurn()
  }

  /** Bytes, or a text, that are no message. */
  malformed(): Uint8Array | string {
    const message = Buffer.from(this.#stream(0, 'payload'))
    switch (this.below(9)) {
      case 0:
        return this.#bytes(400)
      case 1:
        return new Uint8Array()
      case 2:
        return message.subarray(0, this.below(layout.payload))
      case 3:
        return at(message, layout.headerLength, this.#pick(lengths))
      case 4:
        return at(message, layout.payloadLength, this.#pick(lengths))
      case 5:
        return at(message, layout.digest + 4 * this.below(8), this.below(2 ** 32))
      case 6:
        return message.fill(this.below(2) * 0x20, layout.type, layout.schemaVersion)
      case 7:
        return at(message, layout.sequence, 0x8000_0000 + this.below(0x7fff_ffff))
      default:
        return this.#pick(['', '{}', 'x'.repeat(200), JSON.stringify({ TokenValue: randomUUID() }), '\0'.repeat(300)])
    }
  }

  /** A message with a few bytes changed, cut or added: it can be read or not. */
  damaged(): Uint8Array {
    const message = Buffer.concat([this.readable(), this.#bytes(20)])
    const length = this.below(3) === 0 ? this.below(message.length) : message.length - (message.length % 21)
    for (let left = 1 + this.below(3); left > 0; left--) message[this.below(message.length)] = this.below(256)
    return message.subarray(0, length)
  }

  #inTurn(): Uint8Array {
    this.#last = this.#stream(this.#next++)
    return this.#last
  }

  #stream(sequence: number, payload: Uint8Array | string = this.#bytes()): Uint8Array {
    return streamMessage(this.#type, payload, sequence, this.#payloadType())
  }

  #payloadType(): number {
    return this.below(4) === 0 ? this.below(2 ** 32) : this.#pick(Object.values(payloadTypes))
  }

  #acknowledgement(): string {
    const said = this.#pick([messageTypes.output, messageTypes.input, messageTypes.acknowledge, ''])
    const number = this.below(2) === 0 ? this.#pick(numbers) : String(this.below(2 * this.#next + 1))
    const padding = ' '.repeat(this.below(20) === 0 ? this.below(5_000) : 0)
    return `{"AcknowledgedMessageType":"${said}","AcknowledgedMessageSequenceNumber":${number}}${padding}`
  }

  #bytes(limit = 200): Buffer {
    const bytes = Buffer.alloc(this.below(limit))
    for (let place = 0; place < bytes.length; place++) bytes[place] = this.below(256)
    return bytes
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!
  }
}

function at(message: Buffer, place: number, value: number): Buffer {
  message.writeUInt32BE(value >>> 0, place)
  return message
}
