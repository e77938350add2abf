import { createHmac, timingSafeEqual } from 'node:crypto'
import { DomainError } from '../basics/errors.ts'
import { type Scope, scopeKey } from '../basics/scope.ts'
import type { ChunkPlace } from './record-pages.ts'

/** Tokens of pages of a record. They are sealed: the list of reads says what they say. */
export interface ChunkTokens {
  seal(scope: Scope, sessionId: string, place: ChunkPlace): string
  /** Throws `page-token.invalid` for a token of another record and for anything that is none. */
  open(scope: Scope, sessionId: string, token: string): ChunkPlace
}

export function createChunkTokens(key: Buffer): ChunkTokens {
  const sealOf = (scope: Scope, sessionId: string, place: string) =>
    createHmac('sha256', key)
      .update(`${scopeKey(scope, sessionId)} ${place}`)
      .digest('base64url')
      .slice(0, 22)
  return {
    seal(scope, sessionId, { chunk, byte }) {
      const place = `${chunk}.${byte}`
      return `${place}.${sealOf(scope, sessionId, place)}`
    },
    open(scope, sessionId, token) {
      const [, chunk, byte, seal] = /^(\d{1,15})\.(\d{1,15})\.([\w-]{22})$/.exec(token) ?? []
      const expected = sealOf(scope, sessionId, `${chunk}.${byte}`)
      if (seal === undefined || !timingSafeEqual(Buffer.from(seal), Buffer.from(expected))) {
        throw new DomainError('page-token', 'invalid', token)
      }
      return { chunk: Number(chunk), byte: Number(byte) }
    },
  }
}
