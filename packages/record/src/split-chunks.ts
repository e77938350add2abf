/** A text cut where chunks end. */
export interface SplitRecord {
  /** What ends with a seal's line, whatever stands in it. */
  readonly chunks: string[]
  /** What follows the last seal: empty, or a chunk that was not written to its end. */
  readonly rest: string
}

const sealStart = '{"hash":'

/** Cuts a record, or any run of its chunks, into chunks. Their joined text is the text. */
export function splitChunks(text: string): SplitRecord {
  const chunks: string[] = []
  let chunkStart = 0
  let lineStart = 0
  for (;;) {
    const lineEnd = text.indexOf('\n', lineStart)
    if (lineEnd < 0) return { chunks, rest: text.slice(chunkStart) }
    // An event's text holds no newline as such, so no host can make a line that looks like a seal.
    if (text.startsWith(sealStart, lineStart)) {
      chunks.push(text.slice(chunkStart, lineEnd + 1))
      chunkStart = lineEnd + 1
    }
    lineStart = lineEnd + 1
  }
}
