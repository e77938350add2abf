// Listings of a bucket: its objects, all versions of them, its open uploads. Each goes by key in the order of UTF-8
// bytes, folds common prefixes, and goes on behind the last thing that it gave.
import { DomainError } from '../basics/errors.ts'
import { getBucket } from '../bucket/buckets.ts'
import type { Reader } from '../storage.ts'
import { type KeyOrder, type Walk, type Walked, walkKeys } from './key-walk.ts'
import type { KeyRange, ObjectReader, ObjectVersion, StoredObject, VersionPlace } from './object.ts'
import type { Upload, UploadPlace } from './upload.ts'
import { nullVersion, sequenceOf } from './version-id.ts'

/** @typeParam Marker where to go on: what `next` of the listing before said, or anything else of its form */
export interface ListingRequest<Marker> {
  readonly prefix?: string
  readonly delimiter?: string
  readonly after?: Marker
  /** At most so many items and common prefixes together, up to 1,000. */
  readonly limit: number
}

export interface Listing<Item, Marker> {
  readonly items: readonly Item[]
  readonly commonPrefixes: readonly string[]
  readonly isTruncated: boolean
  /** Absent unless something follows. Its key is a common prefix when that was given last. */
  readonly next?: Marker
}

export interface VersionMarker {
  readonly key: string
  /** Goes on behind this version, whether or not it is still there; without it, behind all of the key's. */
  readonly versionId?: string
}

export interface UploadMarker {
  readonly key: string
  /** Goes on behind this upload; without it, behind all of the key's. */
  readonly uploadId?: string
}

/** Each throws `bucket.not-found`. */
export interface ObjectListings {
  /** Latest versions that are no delete markers. */
  objects(bucket: string, request: ListingRequest<string>): Promise<Listing<StoredObject, string>>
  /** The newest of a key first. Throws `version-id.invalid` for a marker that is no version's id. */
  versions(bucket: string, request: ListingRequest<VersionMarker>): Promise<Listing<ObjectVersion, VersionMarker>>
  /** Those of a key in the order in which they began. */
  uploads(bucket: string, request: ListingRequest<UploadMarker>): Promise<Listing<Upload, UploadMarker>>
}

export function createObjectListings(read: Reader): ObjectListings {
  return {
    async objects(bucket, { after, ...request }) {
      await getBucket(read.buckets, bucket)
      const key = after && searchable(after)
      const from = key && { key, place: { from: key, isAfter: true } }
      const walked = await walkKeys(objectOrder(read.objects, bucket), { ...bounded(request), ...(from && { from }) })
      return toListing(
        walked,
        object => object.key,
        prefix => prefix,
      )
    },
    async versions(bucket, { after, ...request }) {
      await getBucket(read.buckets, bucket)
      const from = after && { key: searchable(after.key), place: await versionPlace(read.objects, bucket, after) }
      const walked = await walkKeys(versionOrder(read.objects, bucket), { ...bounded(request), ...(from && { from }) })
      return toListing(
        walked,
        ({ key, versionId }) => ({ key, versionId }),
        key => ({ key }),
      )
    },
    async uploads(bucket, { after, ...request }) {
      await getBucket(read.buckets, bucket)
      const from = after && { key: searchable(after.key), place: uploadPlace(after) }
      const walked = await walkKeys(uploadOrder(read, bucket), { ...bounded(request), ...(from && { from }) })
      return toListing(
        walked,
        ({ key, id }) => ({ key, uploadId: id }),
        key => ({ key }),
      )
    },
  }
}

const limitMax = 1_000
/** Behind every upload's id: they are hex digits. */
const behindIds = 'g'

type Place = Omit<KeyRange, 'until'>

function objectOrder(objects: ObjectReader, bucket: string): KeyOrder<StoredObject, Place> {
  return {
    before: key => ({ from: key, isAfter: false }),
    after: ({ key }) => ({ from: key, isAfter: true }),
    list: (place, until, limit) => objects.listCurrent(bucket, { ...place, until }, limit),
  }
}

function versionOrder(objects: ObjectReader, bucket: string): KeyOrder<ObjectVersion, VersionPlace> {
  return {
    before: key => ({ key, sequence: Infinity }),
    after: ({ key, sequence }) => ({ key, sequence }),
    list: (place, until, limit) => objects.listVersions(bucket, place, until, limit),
  }
}

function uploadOrder({ uploads }: Reader, bucket: string): KeyOrder<Upload, UploadPlace> {
  return {
    before: key => ({ key, id: '' }),
    after: ({ key, id }) => ({ key, id }),
    list: (place, until, limit) => uploads.list(bucket, place, until, limit),
  }
}

async function versionPlace(objects: ObjectReader, bucket: string, marker: VersionMarker): Promise<VersionPlace> {
  const key = searchable(marker.key)
  const { versionId } = marker
  if (versionId === undefined || key !== marker.key) return { key, sequence: 0 }
  // A null version that is gone has taken its place along: the key's versions are given again rather than none.
  if (versionId === nullVersion)
    return { key, sequence: (await objects.find(bucket, key, versionId))?.sequence ?? Infinity }
  const sequence = sequenceOf(versionId)
  if (sequence === undefined) throw new DomainError('version-id', 'invalid', versionId)
  return { key, sequence }
}

function uploadPlace({ key, uploadId }: UploadMarker): UploadPlace {
  const isId = uploadId !== undefined && searchable(key) === key && /^[0-9a-f]+$/.test(uploadId)
  return { key: searchable(key), id: isId ? uploadId : behindIds }
}

function bounded<Marker>({ limit, ...request }: Omit<ListingRequest<Marker>, 'after'>): Walk<never> {
  return { ...request, limit: Math.min(limit, limitMax) }
}

/** No key has the character NUL, and not every database knows it: what stands behind it tells nothing. */
function searchable(key: string): string {
  return key.split('\0', 1)[0]!.toWellFormed()
}

function toListing<Item, Marker>(
  { items, commonPrefixes, isTruncated, last }: Walked<Item>,
  toMarker: (item: Item) => Marker,
  toPrefixMarker: (prefix: string) => Marker,
): Listing<Item, Marker> {
  const listing = { items, commonPrefixes, isTruncated }
  if (!isTruncated || last === undefined) return listing
  return { ...listing, next: typeof last === 'string' ? toPrefixMarker(last) : toMarker(last) }
}
