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
   * The next line (latin1) without its CRLF or LF; undefined where the stream ends before one does, or where it is
   * longer than `limit`.
   */
  async line(limit: number): Promise<string | undefined> {
    let text = ''
    while (text.length <= limit && (await this.#fill())) {
      const end = this.#held.indexOf(LINE_FEED)
      if (end < 0) {
        text += this.#held.toString('latin1', 0, limit + 1)
        this.#held = this.#held.subarray(this.#held.length)
        continue
      }
      text += this.#held.toString('latin1', 0, Math.min(end, limit + 1))
      this.#held = this.#held.subarray(end + 1)
      return text.length > limit ? undefined : text.replace(/\r$/, '')
    }
    return undefined
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
