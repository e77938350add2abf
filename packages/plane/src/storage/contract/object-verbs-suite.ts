import { describe, expect, test } from 'vitest'
import { createMemoryObjectBytes } from '@hostler/testkit/memory-object-bytes'
import { createBuckets } from '../../domain/bucket/buckets.ts'
import { createKeptBytes } from '../../domain/object/kept-bytes.ts'
import { createObjectListings } from '../../domain/object/object-listing.ts'
import { createObjects } from '../../domain/object/objects.ts'
import { createUploads } from '../../domain/object/uploads.ts'
import type { StorageOf } from './storage-contract.ts'

// What many do to one key at once: engines tell transactions apart in different ways.

const context = { accountId: '454545454545', region: 'eu-west-1', callerArn: 'arn:x', now: new Date(1_772_366_400_000) }
const facts = {
  content: {},
  metadata: new Map<string, string>(),
  tags: new Map<string, string>(),
  bucketKeyEnabled: false,
}
const many = Array.from({ length: 24 }, (_, i) => `text ${i}`)

export function objectVerbsSuite(storage: StorageOf): void {
  function open() {
    const bytes = createMemoryObjectBytes()
    const kept = createKeptBytes(bytes, () => {})
    const objects = createObjects({ storage: storage(), bytes, kept })
    const take = (text: string) =>
      kept.take(
        (async function* () {
          yield Buffer.from(text)
        })(),
      )
    return {
      bytes,
      kept,
      objects,
      take,
      buckets: createBuckets(storage(), kept),
      uploads: createUploads({ storage: storage(), kept }),
      put: async (bucket: string, key: string, text: string, mustBeNew = false) =>
        objects.put(context, { ...facts, bucket, key, taken: await take(text), condition: { mustBeNew } }),
      versions: async (bucket: string) =>
        (await createObjectListings(storage().read).versions(bucket, { limit: 1_000 })).items,
    }
  }

  describe('objects that many change at once', () => {
    test('without versioning one is there, and its bytes alone', async () => {
      const { buckets, put, versions, kept, bytes } = open()
      await buckets.create(context, { name: 'at-once' })
      const put1 = await Promise.all(many.map(text => put('at-once', 'k', text)))
      await kept.idle()
      const [version, ...others] = await versions('at-once')
      expect(others).toEqual([])
      expect(put1.map(({ body }) => body)).toContain(version?.isDeleteMarker ? '' : version?.body)
      expect(bytes.ids.size).toBe(1)
    })

    test('with versioning all are, and one is the latest', async () => {
      const { buckets, put, versions } = open()
      await buckets.create(context, { name: 'at-once-versioned' })
      await buckets.setVersioning('at-once-versioned', 'enabled')
      await Promise.all(many.map(text => put('at-once-versioned', 'k', text)))
      const found = await versions('at-once-versioned')
      expect(found.map(({ isLatest }) => isLatest)).toEqual(many.map((_, i) => i === 0))
    })

    test('one is the first', async () => {
      const { buckets, put, kept, bytes } = open()
      await buckets.create(context, { name: 'at-once-new' })
      const outcomes = await Promise.allSettled(many.map(text => put('at-once-new', 'k', text, true)))
      const reasons = outcomes.flatMap(each => (each.status === 'rejected' ? [each.reason.key] : []))
      expect(reasons).toEqual(many.slice(1).map(() => 'object-condition.conflict'))
      await kept.idle()
      expect(bytes.ids.size).toBe(1)
    })

    test('a bucket that is deleted holds none of those that are put', async () => {
      const { buckets, put, kept, bytes } = open()
      await buckets.create(context, { name: 'at-once-gone' })
      const [deleted] = await Promise.allSettled([
        buckets.delete('at-once-gone'),
        ...many.map((text, i) => put('at-once-gone', `k${i}`, text)),
      ])
      await kept.idle()
      expect(bytes.ids.size).toBe(deleted.status === 'fulfilled' ? 0 : many.length)
    })

    test('a part that comes many times is there once, and completing makes one object of it', async () => {
      const { buckets, uploads, versions, take, kept, bytes } = open()
      await buckets.create(context, { name: 'at-once-parts' })
      const upload = await uploads.create(context, { ...facts, bucket: 'at-once-parts', key: 'k' })
      await Promise.all(
        many.map(async text => uploads.putPart(context, upload, { number: 1, taken: await take(text) })),
      )
      const { parts } = await uploads.listParts(upload, { limit: 9 })
      const complete = () => uploads.complete(context, upload, { parts: [{ number: 1, etag: parts[0]!.md5 }] })
      const completed = await Promise.all([complete(), complete(), complete()])
      await kept.idle()
      expect(bytes.ids.size).toBe(1)
      expect(await versions('at-once-parts')).toHaveLength(1)
      expect(new Set(completed.map(({ body }) => body)).size).toBe(1)
    })
  })
}
