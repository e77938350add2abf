// Buckets and objects, built once: what is known of them, their sealed bytes, and the chores that keep both in order. Part of
// the composition root.
import { createBuckets } from './domain/bucket/buckets.ts'
import type { Clock } from './domain/basics/clock.ts'
import type { PlaneConfig } from './config/config.ts'
import type { Secrets } from './config/secrets.ts'
import { createExpiry } from './domain/object/expire.ts'
import { createKeptBytes } from './domain/object/kept-bytes.ts'
import { createObjectListings } from './domain/object/object-listing.ts'
import { createObjects } from './domain/object/objects.ts'
import { sweepBytes } from './domain/object/sweep.ts'
import { createUploads } from './domain/object/uploads.ts'
import type { Storage } from './domain/storage.ts'
import type { Log } from './observability/log.ts'
import { openObjectBytes } from './open-object-bytes.ts'
import type { S3Parts } from './services/s3/s3-operation.ts'

export interface BuiltObjects extends Omit<S3Parts, 'language'> {
  /** Deletes what lifecycle rules say is due, and bytes that no object names. */
  tend(): Promise<void>
  /** Resolves when bytes that nobody needs are deleted. */
  idle(): Promise<void>
}

export async function buildObjects(parts: {
  readonly storage: Storage
  readonly config: PlaneConfig
  readonly keyFor: Secrets['keyFor']
  readonly clock: Clock
  readonly log: Log
}): Promise<BuiltObjects> {
  const { storage, clock, log } = parts
  const { bytes, sweepUploads } = await openObjectBytes(parts.config, parts.keyFor)
  const kept = createKeptBytes(bytes, (id, error) => log.warn({ err: error, id }, 'bytes could not be deleted'))
  const uploads = createUploads({ storage, kept })
  const expiry = createExpiry({ storage, kept, uploads })
  return {
    buckets: createBuckets(storage, kept),
    objects: createObjects({ storage, bytes, kept }),
    listings: createObjectListings(storage.read),
    uploads,
    kept,
    idle: kept.idle,
    async tend() {
      await expiry.expire(clock.now())
      // Bytes carry the time of the disk, not the plane's.
      await sweepBytes({ read: storage.read, bytes, kept }, new Date())
      await sweepUploads(new Date())
    },
  }
}
