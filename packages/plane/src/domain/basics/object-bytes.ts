// Where the bytes of objects are kept, sealed: the port. Knows nothing of buckets and keys, nor who may read what.

export interface ObjectBytes {
  /** Begins one; nobody can read it before `keep`, and a crash leaves nothing of it that is ever read. */
  draft(): Promise<BytesDraft>
  /**
   * The bytes from..until (exclusive, cut off at the end) as they are asked for. Throws BytesDamaged where they are not
   * what was written; what was given out before is true. Each piece is the reader's to keep.
   */
  read(stored: StoredBytes, fromByte: number, untilByte: number): AsyncIterable<Buffer>
  /** Nothing happens when there is none. */
  delete(id: string): Promise<void>
  /** All that is kept, in any order, for the sweep of what no object names and for the scrub. */
  list(): AsyncIterable<{ readonly id: string; readonly keptAt: Date }>
}

/** Its calls follow one another, never two at once; only `discard` may come at any time. */
export interface BytesDraft {
  readonly id: string
  /**
   * Takes the next bytes; resolves when more may come, so that memory stays flat. Rejects with BytesFull when there is
   * no room; the draft is discarded then, as after any failure.
   */
  write(bytes: Uint8Array): Promise<void>
  /** Durable when it resolves (write, fsync, rename, fsync of the folder). Rejects as `write` does. */
  keep(): Promise<StoredBytes>
  /** Nothing happens once `keep` was called. Never rejects: what cannot be taken away now is never read, and goes later. */
  discard(): Promise<void>
}

/** What must be remembered to read it. */
export interface StoredBytes {
  readonly id: string
  readonly sizeBytes: number
  /** The key, sealed under the master key; base64. */
  readonly sealedKey: string
}

/** What is kept is not what was written: changed, cut off, lost, another object's, or sealed under another master key. */
export class BytesDamaged extends Error {
  readonly id: string

  /** @param what for the log: 'segment 3 was changed' */
  constructor(id: string, what: string) {
    super(`bytes ${id}: ${what}`)
    this.name = 'BytesDamaged'
    this.id = id
  }
}

/** There is no room for more. */
export class BytesFull extends Error {
  constructor(cause: unknown) {
    super('there is no room for the bytes of objects', { cause })
    this.name = 'BytesFull'
  }
}
