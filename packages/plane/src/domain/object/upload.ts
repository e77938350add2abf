import type { Checksum, ObjectFacts } from './object.ts'

/** A multipart upload that is open. Its parts are pieces whose body is its id. */
export interface Upload extends ObjectFacts {
  readonly bucket: string
  readonly key: string
  /** Hex digits; ids of one key sort by the time at which the uploads began. */
  readonly id: string
  readonly startedAt: Date
  /** ARN of who began it. */
  readonly initiator: string
  /** Which checksums its parts have and what becomes of them, where it was said. */
  readonly checksum?: Pick<Checksum, 'algorithm' | 'type'>
}

/** A place among uploads, which stand by key and id. */
export interface UploadPlace {
  readonly key: string
  /** Empty: before the first upload of the key. `g`: behind the last. */
  readonly id: string
}

export interface UploadReader {
  find(bucket: string, key: string, id: string): Promise<Upload | undefined>
  /** The key and bucket of one, by its id alone. */
  findById(id: string): Promise<Upload | undefined>
  /** What follows a place, before a key `until`. */
  list(bucket: string, after: UploadPlace, until: string | undefined, limit: number): Promise<readonly Upload[]>
}

export interface UploadWriter extends UploadReader {
  insert(upload: Upload): Promise<void>
  delete(upload: Upload): Promise<void>
}
