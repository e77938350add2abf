// Objects and their versions: what is known of them, and the port that keeps it. Bytes are elsewhere, sealed
// (domain/basics/object-bytes.ts); pieces (piece.ts) say which.
import type { Tags } from '../tag/tag.ts'

/** One version of a key. */
export type ObjectVersion = StoredObject | DeleteMarker

interface VersionFacts {
  readonly bucket: string
  readonly key: string
  /** `null` for what was put while versioning was not enabled, else 32 characters; see version-id.ts. */
  readonly versionId: string
  /** Greater for what came later, within a key. */
  readonly sequence: number
  readonly isLatest: boolean
  readonly modifiedAt: Date
  /** When another version took its place; absent for the latest. */
  readonly noncurrentSince?: Date
}

export interface DeleteMarker extends VersionFacts {
  readonly isDeleteMarker: true
}

export interface StoredObject extends VersionFacts, ObjectFacts {
  readonly isDeleteMarker: false
  readonly sizeBytes: number
  /** Without quotation marks: MD5 in hex, or that of the parts' MD5s and `-` and their number. */
  readonly etag: string
  readonly checksum?: Checksum
  /** Names its pieces. */
  readonly body: string
  /** Absent when it was put at once. */
  readonly partsCount?: number
}

/** What a client says of an object when it makes one. */
export interface ObjectFacts {
  readonly content: ContentHeaders
  /** Names in lower case, without `x-amz-meta-`. */
  readonly metadata: ReadonlyMap<string, string>
  readonly tags: Tags
  /** As the bucket's default was, or as was asked for; told in replies. */
  readonly bucketKeyEnabled: boolean
}

/** Header fields that are given back as they came. */
export interface ContentHeaders {
  readonly type?: string
  readonly encoding?: string
  readonly disposition?: string
  readonly language?: string
  readonly cacheControl?: string
  readonly expires?: string
}

export interface Checksum {
  /** `CRC32`, `CRC32C`, `CRC64NVME`, `SHA1`, `SHA256`. */
  readonly algorithm: string
  /** Base64; of a composite one with `-` and the number of parts. */
  readonly value: string
  readonly type: 'FULL_OBJECT' | 'COMPOSITE'
}

/** Keys in the order of their UTF-8 bytes, from a place and before another. */
export interface KeyRange {
  readonly from: string
  /** Whether the range begins behind `from`, not at it. */
  readonly isAfter: boolean
  /** The first key behind the range; absent where nothing ends it. */
  readonly until?: string
}

/** A place among versions, which stand by key and then newest first: all of the key's older than `sequence` follow it. */
export interface VersionPlace {
  readonly key: string
  /** Infinity: before the key's newest version; 0: behind its oldest. */
  readonly sequence: number
}

export interface ObjectReader {
  find(bucket: string, key: string, versionId: string): Promise<ObjectVersion | undefined>
  findLatest(bucket: string, key: string): Promise<ObjectVersion | undefined>
  /** The object whose pieces have this name. */
  findByBody(body: string): Promise<StoredObject | undefined>
  /** Latest versions that are no delete markers, by key. */
  listCurrent(bucket: string, range: KeyRange, limit: number): Promise<readonly StoredObject[]>
  /** What follows a place, by key and then newest first, before a key `until`. */
  listVersions(
    bucket: string,
    after: VersionPlace,
    until: string | undefined,
    limit: number,
  ): Promise<readonly ObjectVersion[]>
}

export interface ObjectWriter extends ObjectReader {
  insert(version: ObjectVersion): Promise<void>
  /** Replaces what is kept of a version; bucket, key, version id and sequence stay. */
  update(version: ObjectVersion): Promise<void>
  delete(version: ObjectVersion): Promise<void>
}
