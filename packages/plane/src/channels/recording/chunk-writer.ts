import { hash } from 'node:crypto'
import { type Chunk, noPrevious, type RecordEnd, type RecordFacts } from '@hostler/record/chunk'
import { writeHead, writeSeal } from '@hostler/record/write-chunk'
import { ChunkDraft } from './chunk-draft.ts'
import type { RecordKey } from './record-key.ts'

/** Makes one record's chunks, each after the one before. */
export interface ChunkWriter {
  begin(): ChunkDraft
  /** The next chunk's bytes, in the draft's memory. */
  finish(draft: ChunkDraft, more?: { readonly facts?: RecordFacts; readonly end?: RecordEnd }): Uint8Array
}

const sealBytes = writeSeal({ hash: noPrevious, signature: noPrevious.repeat(2) }).length

/** @param last the chunk to go on from; absent at the start */
export function createChunkWriter(sessionId: string, key: RecordKey, last?: Chunk): ChunkWriter {
  let number = last ? last.head.number + 1 : 0
  let previous = last ? last.seal.hash : noPrevious
  let lastBytes = 0
  return {
    begin: () => new ChunkDraft(lastBytes),
    finish(draft, more = {}) {
      const head = writeHead({ sessionId, number, previous, keyId: key.id, ...more })
      const chunk = draft.finish(head, sealBytes, body => {
        const digest = hash('sha256', body, 'buffer')
        previous = digest.toString('hex')
        return writeSeal({ hash: previous, signature: key.sign(digest) })
      })
      number++
      lastBytes = chunk.length
      return chunk
    },
  }
}
