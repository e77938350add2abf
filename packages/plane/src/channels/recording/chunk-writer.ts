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
      // Bytes once: making them of the text costs as much as hashing them.
      const body = Buffer.from(writeChunkBody(head, events))
      const digest = hash('sha256', body, 'buffer')
      number++
      previous = digest.toString('hex')
      return Buffer.concat([body, Buffer.from(writeSeal({ hash: previous, signature: key.sign(digest) }))])
    },
  }
}
