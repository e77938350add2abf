// The end of a record that another plane left: its last whole chunk, and what was not written to its end.
import { hash } from 'node:crypto'
import type { Chunk } from '@hostler/record/chunk'
import { readChunk } from '@hostler/record/read-chunk'
import { splitChunks } from '@hostler/record/split-chunks'
import type { BlobName, Blobs } from '../../domain/basics/blobs.ts'
import type { RecordKey } from './record-key.ts'
import { recordLimits } from './record-limits.ts'

export interface RecordTail {
  /** Absent when not even the first chunk was finished. */
  readonly last: Chunk | undefined
  /** Where the last whole chunk ends. */
  readonly sizeBytes: number
}

/** Throws when the last whole chunk is none of this plane's: nothing may be added to such a record. */
export async function readTail(blobs: Blobs, name: BlobName, sizeBytes: number, key: RecordKey): Promise<RecordTail> {
  const start = Math.max(sizeBytes - recordLimits.chunkTextBytes * 2, 0)
  const bytes = await blobs.read(name, start, sizeBytes - start)
  // As Latin-1, places in the text are places in the file, and a character that the window cuts does no harm.
  const { chunks, rest } = splitChunks(Buffer.from(bytes ?? []).toString('latin1'))
  const lastText = chunks.at(-1)
  if (lastText === undefined) {
    if (start > 0) throw new DamagedRecordError(name)
    return { last: undefined, sizeBytes: 0 }
  }
  const last = readChunk(Buffer.from(lastText, 'latin1').toString())
  if (!last || !isTrue(last, key)) throw new DamagedRecordError(name)
  return { last, sizeBytes: sizeBytes - rest.length }
}

/** The record's last chunk was changed, or signed with a key that this plane does not have. */
export class DamagedRecordError extends Error {
  constructor(name: BlobName) {
    super(`the last chunk of session record ${name.join('/')} is not of this plane`)
    this.name = 'DamagedRecordError'
  }
}

function isTrue({ seal, sealed }: Chunk, key: RecordKey): boolean {
  const digest = hash('sha256', sealed, 'buffer')
  return digest.toString('hex') === seal.hash && key.isSigned(digest, Buffer.from(seal.signature, 'hex'))
}
