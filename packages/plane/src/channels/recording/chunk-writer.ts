import { hash } from 'node:crypto'
import {
  type Chunk,
  type ChunkHead,
  noPrevious,
  type RecordEnd,
  type RecordEvent,
  type RecordFacts,
} from '@hostler/record/chunk'
import { writeChunkBody, writeSeal } from '@hostler/record/write-chunk'
import type { RecordKey } from './record-key.ts'

const sealBytes = writeSeal({ hash: noPrevious, signature: noPrevious.repeat(2) }).length

/** Makes one record's chunks, each after the one before. */
export interface ChunkWriter {
  /** The next chunk's bytes. */
  write(events: readonly RecordEvent[], more?: { readonly facts?: RecordFacts; readonly end?: RecordEnd }): Uint8Array
}

/** @param last the chunk to go on from; absent at the start */
export function createChunkWriter(sessionId: string, key: RecordKey, last?: Chunk): ChunkWriter {
  let number = last ? last.head.number + 1 : 0
  let previous = last ? last.seal.hash : noPrevious
  return {
    write(events, more = {}) {
      const head: ChunkHead = { sessionId, number, previous, keyId: key.id, ...more }
      const text = writeChunkBody(head, events)
      const bodyBytes = Buffer.byteLength(text)
      // Mostly it is ASCII, which is quicker known; whatever else happens to a flood of output costs more than its hash.
      const bytes = Buffer.allocUnsafeSlow(bodyBytes + sealBytes)
      bytes.write(text, bodyBytes === text.length ? 'latin1' : 'utf8')
      const digest = hash('sha256', bytes.subarray(0, bodyBytes), 'buffer')
      number++
      previous = digest.toString('hex')
      bytes.write(writeSeal({ hash: previous, signature: key.sign(digest) }), bodyBytes, 'latin1')
      return bytes
    },
  }
}
