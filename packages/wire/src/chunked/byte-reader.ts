// Lines and runs of bytes out of a stream of pieces, without copying the runs. Holds one piece.

const LINE_FEED = 0x0a

export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>
  #held: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** The next bytes, at least one and at most `most`; undefined at the end. */
  async take(most: number): Promise<Buffer | undefined> {
    if (!(await this.#fill())) return undefined
    const taken = this.#held.subarray(0, most)
    this.#held = this.#held.subarray(taken.length)
    return taken
  }

  /**
   * The next line (latin1) without its CRLF or LF; the last one may end with the stream. Undefined at the end. Throws
   * what `tooLong` makes for a line of more than `limit` bytes.
   */
  async line(limit: number, tooLong: () => Error): Promise<string | undefined> {
    if (!(await this.#fill())) return undefined
    let text = ''
    while (await this.#fill()) {
      const end = this.#held.indexOf(LINE_FEED)
      const bytes = this.#held.subarray(0, end < 0 ? this.#held.length : end)
      if (text.length + bytes.length > limit) throw tooLong()
      text += bytes.toString('latin1')
      this.#held = this.#held.subarray(bytes.length + (end < 0 ? 0 : 1))
      if (end >= 0) break
    }
    return text.endsWith('\r') ? text.slice(0, -1) : text
  }

  /** Tells the source that nobody reads on. */
  async close(): Promise<void> {
    await this.#source.return?.()
  }

  async #fill(): Promise<boolean> {
    while (this.#held.length === 0) {
      const { done, value } = await this.#source.next()
      if (done) return false
      this.#held = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    }
    return true
  }
}
