import { mark } from './remote-script.ts'

const wordBytesMax = 8192
const noiseBytesMax = 4096

/** Takes the host's output apart: its words, and what is between them. */
export class HostWords {
  readonly #word: (word: string) => void
  readonly #between: (bytes: Uint8Array) => void
  #open: Buffer | undefined
  /** The last of what was no word: what the host's programs complained of. */
  noise = ''

  constructor(word: (word: string) => void, between: (bytes: Uint8Array) => void) {
    this.#word = word
    this.#between = between
  }

  take(bytes: Uint8Array): void {
    let from = 0
    while (from < bytes.length) {
      const at = bytes.indexOf(mark, from)
      const part = bytes.subarray(from, at < 0 ? bytes.length : at)
      from += part.length + 1
      if (this.#open === undefined) this.#outside(part)
      else this.#open = Buffer.concat([this.#open, part.subarray(0, wordBytesMax - this.#open.length)])
      if (at < 0) return
      this.#turn()
    }
  }

  #outside(part: Uint8Array): void {
    if (part.length === 0) return
    // Most of it is a file on its way, which nobody needs as text.
    this.noise = (this.noise + Buffer.from(part.subarray(-noiseBytesMax)).toString()).slice(-noiseBytesMax)
    this.#between(part)
  }

  #turn(): void {
    const word = this.#open?.toString()
    this.#open = word === undefined ? Buffer.alloc(0) : undefined
    if (word !== undefined) this.#word(word)
  }
}
