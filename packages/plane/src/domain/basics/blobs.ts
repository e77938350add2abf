/** Where objects are kept that are too large for the database: session records, and later logs and output. */
export interface Blobs {
  /** Opens one to be added to, making it if there is none. One writer at a time. */
  open(name: BlobName): Promise<GrowingBlob>
  /** At most so many bytes from a place, fewer at the end; undefined when there is no such blob. */
  read(name: BlobName, fromByte: number, lengthBytes: number): Promise<Uint8Array | undefined>
  /** Nothing happens when there is none. */
  delete(name: BlobName): Promise<void>
}

/** Folders and a name: letters, digits and `_+=,.@-` only, and no part `.` or `..`. */
export type BlobName = readonly string[]

/** A blob that is being written. Its calls follow one another, never two at once. */
export interface GrowingBlob {
  /** What is in it, durable or not. */
  readonly sizeBytes: number
  /** Adds pieces at the end; durable when it resolves. When it rejects, any part of them may be in the blob. */
  append(...pieces: readonly Uint8Array[]): Promise<void>
  /** Takes away what follows a place. */
  cutAt(sizeBytes: number): Promise<void>
  close(): Promise<void>
}
