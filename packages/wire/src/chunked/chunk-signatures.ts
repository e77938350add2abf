// The chain of signatures over a chunked body: each covers its chunk and the signature before it.
import { hash, timingSafeEqual } from 'node:crypto'
import type { ParsedSignature } from '../sigv4/parsed-signature.ts'
import { wrongChunkSignature } from './body-faults.ts'

/** What the chain hangs on. */
export interface ChunkSigning {
  /** Of the request itself, verified. */
  readonly signature: Pick<ParsedSignature, 'amzDate' | 'date' | 'region' | 'service' | 'terminator' | 'signature'>
  /** Hex of the HMAC of a text, under the key that signed the request. */
  sign(text: string): string
}

const NOTHING = hash('sha256', '', 'hex')

export class ChunkSignatures {
  readonly #signing: ChunkSigning
  readonly #scope: string
  #previous: string

  constructor(signing: ChunkSigning) {
    const { amzDate, date, region, service, terminator, signature } = signing.signature
    this.#signing = signing
    this.#scope = `${amzDate}\n${date}/${region}/${service}/${terminator}`
    this.#previous = signature
  }

  /** Checks the next chunk by the digest (hex) of its bytes. Throws `SignatureDoesNotMatch` (403). */
  checkChunk(digest: string, signature: string | undefined): void {
    this.#check(`AWS4-HMAC-SHA256-PAYLOAD\n${this.#scope}\n${this.#previous}\n${NOTHING}\n${digest}`, signature)
  }

  /** Checks trailing headers, each `name:value` with a line feed. Throws `SignatureDoesNotMatch` (403). */
  checkTrailer(lines: string, signature: string | undefined): void {
    const digest = hash('sha256', Buffer.from(lines, 'latin1'), 'hex')
    this.#check(`AWS4-HMAC-SHA256-TRAILER\n${this.#scope}\n${this.#previous}\n${digest}`, signature)
  }

  #check(text: string, signature = ''): void {
    const expected = this.#signing.sign(text)
    const actual = Buffer.from(signature)
    if (actual.length !== expected.length || !timingSafeEqual(actual, Buffer.from(expected)))
      throw wrongChunkSignature()
    this.#previous = expected
  }
}
