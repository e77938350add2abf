// A plane's buckets and objects without a plane: a database of their own, and bytes in memory.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryObjectBytes } from '@hostler/testkit/memory-object-bytes'
import { openSqliteStorage } from '../../storage/sqlite/sqlite-storage.ts'
import { createBuckets } from '../bucket/buckets.ts'
import { createExpiry } from './expire.ts'
import { createKeptBytes, type TakenBytes } from './kept-bytes.ts'
import type { ObjectFacts } from './object.ts'
import { createObjectListings } from './object-listing.ts'
import { createObjects, type NewObject } from './objects.ts'
import { createUploads } from './uploads.ts'

export type TestObjects = Awaited<ReturnType<typeof openTestObjects>>

export const noFacts: ObjectFacts = { content: {}, metadata: new Map(), tags: new Map(), bucketKeyEnabled: false }

export async function* streamOf(...pieces: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece)
}

export async function openTestObjects() {
  const folder = mkdtempSync(join(tmpdir(), 'hostler-objects-'))
  const storage = await openSqliteStorage(join(folder, 'plane.db'))
  const clock = { now: new Date('2026-03-01T12:00:00Z') }
  const bytes = createMemoryObjectBytes(() => clock.now)
  const failed: unknown[] = []
  const kept = createKeptBytes(bytes, (_id, error) => void failed.push(error))
  const objects = createObjects({ storage, bytes, kept })
  const uploads = createUploads({ storage, kept })
  const context = {
    accountId: '123456789012',
    region: 'eu-west-1',
    callerArn: 'arn:aws:iam::123456789012:user/ada',
    get now() {
      return clock.now
    },
  }
  let bucketsMade = 0
  const take = (text: string | Uint8Array): Promise<TakenBytes> => kept.take(streamOf(text))

  return {
    storage,
    clock,
    bytes,
    kept,
    failed,
    objects,
    uploads,
    context,
    take,
    buckets: createBuckets(storage, kept),
    listings: createObjectListings(storage.read),
    expiry: createExpiry({ storage, kept, uploads }),
    async newBucket(versioning?: 'enabled' | 'suspended'): Promise<string> {
      const name = `bucket-${++bucketsMade}`
      await this.buckets.create(context, { name })
      if (versioning) await this.buckets.setVersioning(name, versioning)
      return name
    },
    async put(bucket: string, key: string, text: string | Uint8Array, more: Partial<NewObject> = {}) {
      return objects.put(context, { ...noFacts, bucket, key, taken: await take(text), ...more })
    },
    /** Its text, or the key of the error that reading it ends with. */
    async read(bucket: string, key: string, versionId?: string): Promise<string> {
      try {
        using open = await objects.open(bucket, key, versionId)
        return (await Array.fromAsync(open.read())).join('')
      } catch (error) {
        return (error as { key: string }).key
      }
    },
    async close(): Promise<void> {
      await kept.idle()
      await storage.close()
      rmSync(folder, { recursive: true })
    },
  }
}
