// Whether a record is what its recorder wrote, and if not, which chunk tells. Needs nothing but the chunks, the public
// key and two functions of cryptography, which may be those of Node or of a browser.
import { type Chunk, noPrevious, type RecordEnd } from './chunk.ts'
import { readChunk } from './read-chunk.ts'

export interface RecordCrypto {
  /** SHA-256, 32 bytes. */
  hash(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>
  /** Whether the signature (64 bytes) over the bytes is by the key that the record must be signed with. */
  isSigned(bytes: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>
}

/** What the record must be of; what is absent is taken from its first true chunk. */
export interface Expected {
  readonly sessionId?: string
  readonly keyId: string
  /** Nothing more is read after so many faults; left out: everything is. */
  readonly faultsMax?: number
}

export type FaultKind =
  | 'changed'
  | 'missing'
  | 'out-of-order'
  | 'duplicate'
  | 'other-session'
  | 'wrong-key'
  | 'unlinked'
  | 'after-end'
  | 'unfinished'

export interface RecordFault {
  readonly kind: FaultKind
  /** Number of the chunk that is meant; for `unfinished` the number that would come next. */
  readonly chunk: number
  /** A sentence for people. */
  readonly message: string
}

export interface RecordCheck {
  readonly sessionId: string | undefined
  /** How many chunks were there to check. */
  readonly count: number
  readonly end: RecordEnd | undefined
  /** In the order of the chunks given; empty for a whole, finished, untouched record. */
  readonly faults: readonly RecordFault[]
}

/**
 * Checks a record's chunks, given in the order in which they are kept.
 *
 * @param chunks each chunk's text, with its last newline
 */
export async function verifyRecord(
  chunks: Iterable<string> | AsyncIterable<string>,
  expected: Expected,
  crypto: RecordCrypto,
): Promise<RecordCheck> {
  const check = new Check(expected)
  for await (const text of chunks) {
    const chunk = readChunk(text)
    check.take(chunk, chunk ? await truthOf(chunk, expected.keyId, crypto) : 'changed')
    if (check.faultsCount >= (expected.faultsMax ?? Infinity)) break
  }
  return check.result()
}

type Truth = 'true' | 'changed' | 'wrong-key'

async function truthOf({ head, seal, sealed }: Chunk, keyId: string, crypto: RecordCrypto): Promise<Truth> {
  const hash = await crypto.hash(sealed)
  if (toHex(hash) !== seal.hash) return 'changed'
  if (head.keyId !== keyId) return 'wrong-key'
  return (await crypto.isSigned(hash, fromHex(seal.signature))) ? 'true' : 'changed'
}

class Check {
  readonly #keyId: string
  readonly #faults: RecordFault[] = []
  /** True chunks by number; `false` for a chunk that is there and not true. */
  readonly #known = new Map<number, { readonly hash: string; readonly previous: string } | false>()
  #sessionId: string | undefined
  #count = 0
  #highest = -1
  #end: { readonly number: number; readonly end: RecordEnd } | undefined
  /** Where the next chunk belongs if nothing is wrong. */
  #next = 0

  constructor({ sessionId, keyId }: Expected) {
    this.#sessionId = sessionId
    this.#keyId = keyId
  }

  get faultsCount(): number {
    return this.#faults.length
  }

  take(chunk: Chunk | undefined, truth: Truth): void {
    this.#count++
    // What is not true may lie about its number: it is called after its place.
    if (!chunk || truth !== 'true') return this.#takeFalse(truth === 'wrong-key' ? 'wrong-key' : 'changed')
    const { head, seal } = chunk
    this.#sessionId ??= head.sessionId
    if (head.sessionId !== this.#sessionId) {
      const message = `chunk ${head.number} is of another session, ${head.sessionId}`
      return this.#blame('other-session', head.number, message)
    }
    const { number } = head
    if (this.#known.get(number)) {
      return this.#blame('duplicate', number, `chunk ${number} is there more than once`)
    }
    if (number < this.#highest) {
      this.#blame('out-of-order', number, `chunk ${number} stands behind chunk ${this.#highest}`)
    }
    this.#known.set(number, { hash: seal.hash, previous: head.previous })
    this.#highest = Math.max(this.#highest, number)
    this.#next = number + 1
    if (head.end) this.#end = { number, end: head.end }
  }

  result(): RecordCheck {
    for (let number = 0; number <= this.#highest; number++) this.#checkPlace(number)
    if (!this.#end) {
      const isLastKnown = this.#known.get(this.#highest) !== false
      if (isLastKnown) this.#blame('unfinished', this.#highest + 1, unfinishedMessage(this.#highest))
    } else if (this.#highest > this.#end.number) {
      const number = this.#end.number + 1
      this.#blame('after-end', number, `chunk ${number} follows the last chunk, ${this.#end.number}`)
    }
    return { sessionId: this.#sessionId, count: this.#count, end: this.#end?.end, faults: this.#faults }
  }

  /** Whether a chunk is there and follows the one before it. */
  #checkPlace(number: number): void {
    const chunk = this.#known.get(number)
    if (chunk === undefined) return this.#blame('missing', number, `chunk ${number} is missing`)
    const before = number === 0 ? { hash: noPrevious } : this.#known.get(number - 1)
    if (chunk && before && chunk.previous !== before.hash) {
      this.#blame('unlinked', number, `chunk ${number} follows another chunk ${number - 1} than the one that is there`)
    }
  }

  #takeFalse(kind: 'changed' | 'wrong-key'): void {
    const number = this.#next++
    const message =
      kind === 'changed'
        ? `chunk ${number} was changed`
        : `chunk ${number} is signed with another key than ${this.#keyId}`
    this.#blame(kind, number, message)
    if (!this.#known.has(number)) this.#known.set(number, false)
    this.#highest = Math.max(this.#highest, number)
  }

  #blame(kind: FaultKind, chunk: number, message: string): void {
    this.#faults.push({ kind, chunk, message })
  }
}

function unfinishedMessage(highest: number): string {
  return highest < 0
    ? 'the record is not finished: it has no chunk'
    : `the record is not finished: it stops after chunk ${highest}`
}

function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
}
