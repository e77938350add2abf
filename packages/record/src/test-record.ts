// A signed record for tests, made with Node's cryptography.
import { generateKeyPairSync, hash, sign, verify } from 'node:crypto'
import { type ChunkHead, noPrevious, type RecordEvent, type RecordFacts } from './chunk.ts'
import type { RecordCrypto } from './verify-record.ts'
import { writeChunkBody, writeSeal } from './write-chunk.ts'

export const facts: RecordFacts = {
  accountId: '123456789012',
  region: 'us-east-1',
  nodeId: 'i-0123456789abcdef0',
  owner: 'arn:aws:iam::123456789012:user/ada',
  documentName: 'SSM-SessionManagerRunShell',
  startedAtMs: 1_700_000_000_000,
  hasInput: false,
}

export interface TestKey {
  readonly keyId: string
  readonly crypto: RecordCrypto
  sign(digest: Uint8Array): string
}

export function newTestKey(keyId: string): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    keyId,
    sign: digest => sign(null, digest, privateKey).toString('hex'),
    crypto: {
      hash: bytes => hash('sha256', bytes, 'buffer'),
      isSigned: (bytes, signature) => verify(null, bytes, publicKey, signature),
    },
  }
}

/** A finished record: one chunk for each list of events. */
export function testRecord(
  key: TestKey,
  eventsOfChunks: readonly (readonly RecordEvent[])[],
  sessionId = 'ada-0123456789abcdef0',
): string[] {
  let previous = noPrevious
  return eventsOfChunks.map((events, number) => {
    const head: ChunkHead = {
      sessionId,
      number,
      previous,
      keyId: key.keyId,
      ...(number === 0 && { facts }),
      ...(number === eventsOfChunks.length - 1 && { end: { reason: 'exit', isInterrupted: false } }),
    }
    const body = writeChunkBody(head, events)
    const digest = hash('sha256', body, 'buffer')
    previous = digest.toString('hex')
    return body + writeSeal({ hash: previous, signature: key.sign(digest) })
  })
}
