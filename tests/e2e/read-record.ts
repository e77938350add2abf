// A session record as it lies on disk: checked, and what was on the terminal.
import { createPublicKey, hash, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesToText } from '@hostler/record/byte-text'
import { outputBytes } from '@hostler/record/export-record'
import { readChunk } from '@hostler/record/read-chunk'
import { splitChunks } from '@hostler/record/split-chunks'
import { type RecordFault, verifyRecord } from '@hostler/record/verify-record'
import type { Scope } from '@hostler/plane/domain/basics/scope'

export interface RecordOnDisk {
  readonly output: string
  /** Why the session ended; undefined for a record that is not finished. */
  readonly end: string | undefined
  readonly faults: readonly RecordFault['kind'][]
}

export async function readRecord(
  dataDir: string,
  { accountId, region }: Scope,
  sessionId: string,
): Promise<RecordOnDisk> {
  const file = join(dataDir, 'records', accountId, region, `${sessionId}.record`)
  const key = createPublicKey(readFileSync(join(dataDir, 'record-key.pem')))
  const keyId = hash('sha256', key.export({ format: 'der', type: 'spki' }), 'hex').slice(0, 32)
  // What follows the last whole chunk was being written when the plane died.
  const { chunks } = splitChunks(bytesToText(readFileSync(file)))
  const check = await verifyRecord(
    chunks,
    { sessionId, keyId },
    {
      hash: bytes => hash('sha256', bytes, 'buffer'),
      isSigned: (bytes, signature) => verify(null, bytes, key, signature),
    },
  )
  const output = Buffer.concat(chunks.map(text => outputBytes(readChunk(text)!))).toString()
  return { output, end: check.end?.reason, faults: check.faults.map(({ kind }) => kind) }
}
