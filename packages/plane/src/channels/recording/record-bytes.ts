import type { Blobs } from '../../domain/basics/blobs.ts'
import type { SessionRecord } from '../../domain/record/session-record.ts'
import { recordBlob } from './recorder.ts'

const windowBytes = 1024 * 1024

/** A finished record as it is kept, a mebibyte at a time. Throws when it is not there. */
export async function* recordBytes(blobs: Blobs, record: SessionRecord): AsyncGenerator<Uint8Array> {
  for (let from = 0; ; from += windowBytes) {
    const bytes = await blobs.read(recordBlob(record, record.id), from, windowBytes)
    if (!bytes) throw new Error(`the record of session ${record.id} is not where it was written`)
    if (bytes.length > 0) yield bytes
    if (bytes.length < windowBytes) return
  }
}
