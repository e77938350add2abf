import { createHash } from 'node:crypto'
import { streamChunks } from '@hostler/record/stream-chunks'
import { type RecordCheck, verifyRecord } from '@hostler/record/verify-record'
import type { VerifyKey } from '../verify-key.ts'

export interface CheckedBytes {
  readonly check: RecordCheck
  /** Of all bytes: tells whether two records are the same one. */
  readonly sha256: string
}

/** More tell nothing more, and whoever may put objects may put one that is nothing else. */
const faultsMax = 20

/** Verifies a record as its bytes come. */
export async function checkBytes(
  bytes: AsyncIterable<Uint8Array>,
  sessionId: string,
  key: VerifyKey,
): Promise<CheckedBytes> {
  const hash = createHash('sha256')
  async function* watched() {
    for await (const piece of bytes) {
      hash.update(piece)
      yield piece
    }
  }
  const check = await verifyRecord(streamChunks(watched()), { sessionId, keyId: key.id, faultsMax }, key.crypto)
  return { check, sha256: hash.digest('hex') }
}
