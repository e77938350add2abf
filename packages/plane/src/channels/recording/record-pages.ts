import { bytesToText } from '@hostler/record/byte-text'
import { splitChunks } from '@hostler/record/split-chunks'
import type { Blobs } from '../../domain/basics/blobs.ts'
import type { RecordPages } from '../../domain/record/record-pages.ts'
import { recordLimits } from './record-limits.ts'
import { recordBlob } from './recorder.ts'

/** Pages of about half a mebibyte, read from the blobs that the recorder writes. */
export function createRecordPages(blobs: Blobs): RecordPages {
  return {
    async read(scope, sessionId, from, isFinished) {
      const windowBytes = recordLimits.chunkTextBytes * 2
      const read = await blobs.read(recordBlob(scope, sessionId), from.byte, windowBytes)
      const bytes = Buffer.from(read ?? [])
      // As Latin-1, places in the text are places in the file.
      const { chunks, rest } = splitChunks(bytes.toString('latin1'))
      const hasMore = bytes.length === windowBytes
      // No chunk is so long, and behind the end of a finished record there is none: damage, for the reader to see.
      if (rest !== '' && (hasMore ? chunks.length === 0 : isFinished)) chunks.push(rest)
      const page: string[] = []
      let sizeBytes = 0
      for (const chunk of chunks) {
        if (sizeBytes > 0 && sizeBytes + chunk.length > recordLimits.chunkTextBytes) break
        page.push(bytesToText(Buffer.from(chunk, 'latin1')))
        sizeBytes += chunk.length
      }
      const next = { chunk: from.chunk + page.length, byte: from.byte + sizeBytes }
      return { chunks: page, ...((page.length < chunks.length || (hasMore && page.length > 0)) && { next }) }
    },
    delete: (scope, sessionId) => blobs.delete(recordBlob(scope, sessionId)),
  }
}
