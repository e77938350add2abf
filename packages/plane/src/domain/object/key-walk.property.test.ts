import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { behindPrefix, compareKeys } from './byte-order.ts'
import { type KeyOrder, walkKeys } from './key-walk.ts'
import type { ObjectVersion, StoredObject } from './object.ts'
import type { VersionMarker } from './object-listing.ts'
import { newVersionId } from './version-id.ts'
import { noFacts, openTestObjects, type TestObjects } from './test-objects.ts'

// Characters whose order in UTF-16 is not that of UTF-8, and those at the edges of planes and surrogates.
const char = fc.constantFrom(
  'a',
  'b',
  '/',
  '/',
  '\u{7f}',
  'é',
  '\u{d7ff}',
  '\u{e000}',
  '\u{ffff}',
  '\u{10000}',
  '\u{10ffff}',
)
const text = (constraints: fc.StringConstraints) => fc.string({ unit: char, ...constraints })
const keysOf = fc.uniqueArray(text({ minLength: 1, maxLength: 6 }), { maxLength: 40 })
const requests = fc.record({
  prefix: text({ maxLength: 2 }),
  delimiter: fc.oneof(fc.constant('/'), text({ maxLength: 2 })),
  limit: fc.integer({ min: 1, max: 12 }),
})

interface Named {
  readonly key: string
}

/** Reads everything, and says of each thing what its entry in a listing is: it or the prefix that it is folded into. */
function naive<Item extends Named>(
  sorted: readonly Item[],
  { prefix, delimiter }: { prefix: string; delimiter: string },
) {
  const entries = sorted
    .filter(({ key }) => key.startsWith(prefix))
    .map(item => {
      const at = delimiter === '' ? -1 : item.key.indexOf(delimiter, prefix.length)
      return at < 0 ? item : item.key.slice(0, at + delimiter.length)
    })
  return entries.filter((entry, i) => typeof entry !== 'string' || entry !== entries[i - 1])
}

const keyOf = (entry: Named | string) => (typeof entry === 'string' ? entry : entry.key)

test('behind a prefix is what stands behind all that begins with it, and nothing before that', () => {
  fc.assert(
    fc.property(text({ minLength: 1, maxLength: 3 }), text({ maxLength: 5 }), (prefix, other) => {
      const behind = behindPrefix(prefix)
      const isBefore = behind === undefined || compareKeys(other, behind) < 0
      expect(isBefore).toBe(other.startsWith(prefix) || compareKeys(other, prefix) < 0)
    }),
  )
})

describe('work', () => {
  const folders = Array.from({ length: 300 }, (_, folder) =>
    Array.from({ length: 1_000 }, (_, file) => ({ key: `${String(folder).padStart(3, '0')}/${file}` })),
  ).flat()
  const files = Array.from({ length: 300_000 }, (_, i) => ({ key: String(i).padStart(6, '0') }))
  /** Counts what a walk reads of a list. */
  async function workOf(all: readonly Named[], limit: number) {
    const work = { reads: 0, items: 0 }
    const sorted = all.toSorted((a, b) => compareKeys(a.key, b.key))
    const order: KeyOrder<Named, { key: string; isAfter: boolean }> = {
      before: key => ({ key, isAfter: false }),
      after: ({ key }) => ({ key, isAfter: true }),
      list(place, _until, most) {
        let [low, high] = [0, sorted.length]
        while (low < high) {
          const middle = (low + high) >> 1
          const compared = compareKeys(sorted[middle]!.key, place.key)
          if (compared < 0 || (compared === 0 && place.isAfter)) low = middle + 1
          else high = middle
        }
        const found = sorted.slice(low, low + most)
        work.reads++
        work.items += found.length
        return Promise.resolve(found)
      },
    }
    const walked = await walkKeys(order, { delimiter: '/', limit })
    return { ...work, found: walked.items.length + walked.commonPrefixes.length }
  }

  test('a folder costs one step, however much is in it', async () => {
    const { found, reads, items } = await workOf(folders, 200)
    expect(found).toBe(200)
    expect(reads).toBeLessThanOrEqual(202)
    expect(items).toBeLessThanOrEqual(202 * 8)
  })

  test('many small folders, and files without any, are read many at once', async () => {
    const small = folders.filter((_, i) => i % 1_000 === 0)
    expect(await workOf(small, 250)).toMatchObject({ found: 250, reads: 6 })
    expect((await workOf(files, 1_000)).reads).toBeLessThan(12)
  })

  test('folders and files in turn cost a few items each', async () => {
    const mixed = folders.flatMap(({ key }, i) =>
      i % 1_000 === 0 ? [{ key }, { key: key.replace('/', '0') }] : [{ key }],
    )
    const { found, items } = await workOf(mixed, 400)
    expect(found).toBe(400)
    expect(items).toBeLessThan(400 * 8)
  })
})

describe('listings', () => {
  let t: TestObjects
  beforeAll(async () => {
    t = await openTestObjects()
  })
  afterAll(() => t.close())

  /** A bucket with several versions of each key, one of which may be a delete marker. */
  async function fill(keys: readonly string[]): Promise<{ bucket: string; versions: ObjectVersion[] }> {
    const bucket = await t.newBucket('enabled')
    const versions = keys.flatMap((key, i) =>
      Array.from({ length: 1 + (i % 3) }, (_, age): ObjectVersion => {
        const sequence = 10 - age
        const isLatest = age === 0
        const modifiedAt = new Date(sequence)
        const placed = { bucket, key, versionId: newVersionId(sequence), sequence, isLatest, modifiedAt }
        const facts = { ...placed, ...(!isLatest && { noncurrentSince: modifiedAt }) }
        if (i % 4 === 0 && isLatest) return { ...facts, isDeleteMarker: true }
        const body = `${bucket} ${i} ${age}`
        return { ...facts, ...noFacts, isDeleteMarker: false, sizeBytes: 0, etag: '', body }
      }),
    )
    await t.storage.write(async writer => {
      for (const version of versions) await writer.objects.insert(version)
    })
    return { bucket, versions: versions.toSorted((a, b) => compareKeys(a.key, b.key) || b.sequence - a.sequence) }
  }

  test('of objects agree with reading everything, page by page and from any place', async () => {
    await fc.assert(
      fc.asyncProperty(keysOf, requests, text({ maxLength: 3 }), async (keys, request, start) => {
        const { bucket, versions } = await fill(keys)
        const isCurrent = (each: ObjectVersion): each is StoredObject => each.isLatest && !each.isDeleteMarker
        const expected = naive(versions.filter(isCurrent), request)
        const found: (StoredObject | string)[] = []
        let after: string | undefined
        do {
          const listing = await t.listings.objects(bucket, { ...request, after })
          const page = [...listing.items, ...listing.commonPrefixes].toSorted((a, b) => compareKeys(keyOf(a), keyOf(b)))
          expect(page.length).toBeLessThanOrEqual(request.limit)
          found.push(...page)
          after = listing.next
          expect(after !== undefined).toBe(listing.isTruncated)
        } while (after !== undefined)
        expect(found).toEqual(expected)
        const from = await t.listings.objects(bucket, { ...request, limit: 1_000, after: start })
        const behind = expected.filter(
          each => compareKeys(keyOf(each), start) > 0 && !(typeof each === 'string' && start.startsWith(each)),
        )
        expect([...from.items, ...from.commonPrefixes].map(keyOf).toSorted()).toEqual(behind.map(keyOf).toSorted())
      }),
      { numRuns: 150 },
    )
  })

  test('of versions agree with reading everything, also when each page is deleted before the next', async () => {
    await fc.assert(
      fc.asyncProperty(keysOf, requests, fc.boolean(), async (keys, request, deletes) => {
        const { bucket, versions } = await fill(keys)
        const expected = naive(versions, request)
        const found: (ObjectVersion | string)[] = []
        let after: VersionMarker | undefined
        do {
          const listing = await t.listings.versions(bucket, { ...request, after })
          found.push(...listing.items, ...listing.commonPrefixes)
          for (const { key, versionId } of deletes ? listing.items : []) {
            await t.objects.delete(t.context, bucket, { key, versionId })
          }
          after = listing.next
        } while (after)
        const sortable = (entries: readonly (ObjectVersion | string)[]) =>
          entries.map(each => (typeof each === 'string' ? each : `${each.key} ${each.versionId}`)).toSorted()
        expect(sortable(found)).toEqual(sortable(expected))
      }),
      { numRuns: 100 },
    )
  })

  test('of versions go on behind the version that a marker names, though it is gone', async () => {
    const bucket = await t.newBucket('enabled')
    for (const text of ['1', '2', '3', '4']) await t.put(bucket, 'k', text)
    await t.put(bucket, 'l', 'x')
    const seen: string[] = []
    let after: { key: string; versionId?: string } | undefined
    do {
      const { items, next } = await t.listings.versions(bucket, { limit: 1, after })
      for (const { key, versionId } of items) {
        seen.push(`${key} ${await t.read(bucket, key, versionId)}`)
        await t.objects.delete(t.context, bucket, { key, versionId })
      }
      after = next
    } while (after)
    expect(seen).toEqual(['k 4', 'k 3', 'k 2', 'k 1', 'l x'])
    await t.buckets.delete(bucket)
  })

  test('of versions know the null version, a marker without an id, and no other text', async () => {
    const bucket = await t.newBucket()
    await t.put(bucket, 'k', 'null')
    await t.buckets.setVersioning(bucket, 'enabled')
    const { versionId } = await t.put(bucket, 'k', 'new')
    const list = async (after: { key: string; versionId?: string }) =>
      (await t.listings.versions(bucket, { limit: 9, after })).items.map(each => each.versionId)
    expect(await list({ key: 'k', versionId })).toEqual(['null'])
    expect(await list({ key: 'k', versionId: 'null' })).toEqual([])
    expect(await list({ key: 'k' })).toEqual([])
    expect(await list({ key: 'j' })).toEqual([versionId, 'null'])
    await expect(list({ key: 'k', versionId: 'x' })).rejects.toMatchObject({ key: 'version-id.invalid' })
  })

  test('what no key can hold finds nothing and ends nothing', async () => {
    const bucket = await t.newBucket()
    for (const key of ['a', 'a/b', 'b']) await t.put(bucket, key, 'x')
    const list = async (request: object) =>
      (await t.listings.objects(bucket, { limit: 9, ...request })).items.map(({ key }) => key)
    expect(await list({ prefix: 'a\0' })).toEqual([])
    expect(await list({ delimiter: '\0' })).toEqual(['a', 'a/b', 'b'])
    expect(await list({ after: 'a\0b' })).toEqual(['a/b', 'b'])
    expect(await list({ limit: 0 })).toEqual([])
    expect(await list({ limit: 5_000, after: '\0' })).toEqual(['a', 'a/b', 'b'])
    await expect(t.listings.objects('nowhere', { limit: 1 })).rejects.toMatchObject({ key: 'bucket.not-found' })
  })
})
