import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LifecycleRule } from '../bucket/lifecycle-rule.ts'
import { noFacts, openTestObjects, type TestObjects } from './test-objects.ts'

let t: TestObjects
beforeAll(async () => {
  t = await openTestObjects()
})
afterAll(() => t.close())
beforeEach(() => at('2026-03-01T12:00:00Z'))

function at(date: string): void {
  t.clock.now = new Date(date)
}

const everything: LifecycleRule['filter'] = { form: 'filter', tags: new Map() }
const ruleOf = (rule: Partial<LifecycleRule>): LifecycleRule => ({
  id: 'r',
  isEnabled: true,
  filter: everything,
  ...rule,
})

async function bucketWith(rules: Partial<LifecycleRule>[], versioning?: 'enabled' | 'suspended'): Promise<string> {
  const bucket = await t.newBucket(versioning)
  await t.buckets.setLifecycle(
    bucket,
    rules.map((rule, i) => ruleOf({ id: `r${i}`, ...rule })),
  )
  return bucket
}

/** What is left: keys, and of versions whether they are delete markers. */
async function left(bucket: string): Promise<string[]> {
  const { items } = await t.listings.versions(bucket, { limit: 1_000 })
  return items.map(({ key, isDeleteMarker }) => (isDeleteMarker ? `${key} deleted` : key))
}

const expire = (date: string) => t.expiry.expire(new Date(date))

describe('current objects', () => {
  test('go at the midnight after their last day, and not before', async () => {
    const bucket = await bucketWith([{ expiration: { days: 2 } }])
    await t.put(bucket, 'noon', 'x')
    at('2026-03-02T00:00:00Z')
    await t.put(bucket, 'midnight', 'x')
    await expire('2026-03-03T23:59:59Z')
    expect(await left(bucket)).toEqual(['midnight', 'noon'])
    expect(await expire('2026-03-04T00:00:00Z')).toEqual({ versions: 2, uploads: 0 })
    expect(await left(bucket)).toEqual([])
    await t.kept.idle()
    expect(await t.storage.read.pieces.listNamed([...t.bytes.ids])).toEqual(t.bytes.ids)
  })

  test('go at a date', async () => {
    const bucket = await bucketWith([{ expiration: { date: new Date('2026-03-05T00:00:00Z') } }])
    await t.put(bucket, 'k', 'x')
    await expire('2026-03-04T23:00:00Z')
    expect(await left(bucket)).toEqual(['k'])
    await expire('2026-03-05T00:00:00Z')
    expect(await left(bucket)).toEqual([])
  })

  test('go only where the filter means them', async () => {
    const expiration = { days: 1 }
    const tags = new Map([['keep', 'no']])
    const bucket = await bucketWith([
      { filter: { form: 'filter', prefix: 'logs/', tags: new Map() }, expiration },
      { filter: { form: 'filter', prefix: 'logs/x/', tags: new Map() }, expiration: { days: 1_000 } },
      { filter: { form: 'filter', tags }, expiration },
      { filter: { form: 'and', tags: new Map(), sizeGreaterThanBytes: 3, sizeLessThanBytes: 6 }, expiration },
      { isEnabled: false, expiration },
    ])
    for (const key of ['log', 'logs/a', 'logs/x/b', 'small']) await t.put(bucket, key, 'x')
    await t.put(bucket, 'tagged', 'x', { tags: new Map([...tags, ['more', '']]) })
    await t.put(bucket, 'tagged otherwise', 'x', { tags: new Map([['keep', 'yes']]) })
    for (const [key, text] of Object.entries({ 'size 3': 'xxx', 'size 4': 'xxxx', 'size 6': 'xxxxxx' })) {
      await t.put(bucket, key, text)
    }
    await expire('2026-03-05T00:00:00Z')
    expect(await left(bucket)).toEqual(['log', 'size 3', 'size 6', 'small', 'tagged otherwise'])
  })

  test('are hidden by a delete marker where versions are kept; then the marker goes when it is all that is left', async () => {
    const bucket = await bucketWith([{ expiration: { days: 1 }, noncurrentExpiration: { days: 1 } }], 'enabled')
    await t.put(bucket, 'k', 'x')
    await expire('2026-03-03T00:00:00Z')
    expect(await left(bucket)).toEqual(['k deleted', 'k'])
    await expire('2026-03-04T00:00:00Z')
    expect(await left(bucket)).toEqual(['k deleted'])
    await expire('2026-03-05T00:00:00Z')
    expect(await left(bucket)).toEqual([])
  })

  test('are found though there are more than one portion of them', async () => {
    const bucket = await bucketWith([{ expiration: { days: 1 } }])
    await t.storage.write(async ({ objects }) => {
      for (let i = 0; i < 1_203; i++) {
        await objects.insert({
          ...noFacts,
          bucket,
          key: `k${i}`,
          versionId: 'null',
          sequence: 1,
          isLatest: true,
          modifiedAt: new Date(i % 400 === 0 ? '2026-03-09T00:00:00Z' : '2026-03-01T00:00:00Z'),
          isDeleteMarker: false,
          sizeBytes: 1,
          etag: 'x',
          body: `body ${bucket} ${i}`,
        })
      }
    })
    expect(await expire('2026-03-02T00:00:00Z')).toMatchObject({ versions: 1_199 })
    expect(await left(bucket)).toEqual(['k0', 'k1200', 'k400', 'k800'])
  })
})

describe('versions', () => {
  test('go so long after another took their place, but for the newest of them', async () => {
    const bucket = await bucketWith([{ noncurrentExpiration: { days: 3, newerKept: 1 } }], 'enabled')
    for (const day of [1, 2, 3, 4]) {
      at(`2026-03-0${day}T00:00:00Z`)
      await t.put(bucket, 'k', `day ${day}`)
      await t.put(bucket, `other ${day}`, 'x')
    }
    const texts = async () => {
      const { items } = await t.listings.versions(bucket, { prefix: 'k', limit: 9 })
      return Promise.all(items.map(({ versionId }) => t.read(bucket, 'k', versionId)))
    }
    await expire('2026-03-05T00:00:00Z')
    expect(await texts()).toEqual(['day 4', 'day 3', 'day 2'])
    await expire('2026-03-20T00:00:00Z')
    expect(await texts()).toEqual(['day 4', 'day 3'])
    expect(await left(bucket)).toHaveLength(6)
  })

  test('that are delete markers go when asked for, and only those that are all that is left', async () => {
    const bucket = await bucketWith([{ expiration: { expiredDeleteMarkers: true } }], 'enabled')
    for (const key of ['a', 'c']) await t.objects.delete(t.context, bucket, { key })
    await t.put(bucket, 'b', 'x')
    await t.objects.delete(t.context, bucket, { key: 'b' })
    await expire('2026-03-01T12:00:01Z')
    expect(await left(bucket)).toEqual(['b deleted', 'b'])
  })
})

test('uploads are aborted so long after they began', async () => {
  const filter = { ...everything, prefix: 'a/' }
  const bucket = await bucketWith([{ filter, abortUploadsAfterDays: 2 }])
  const begin = (key: string) => t.uploads.create(t.context, { ...noFacts, bucket, key })
  const old = await begin('a/old')
  await t.uploads.putPart(t.context, old, { number: 1, taken: await t.take('x') })
  await begin('b/old')
  at('2026-03-02T12:00:00Z')
  await begin('a/new')
  expect(await expire('2026-03-04T00:00:00Z')).toMatchObject({ uploads: 1 })
  const { items } = await t.listings.uploads(bucket, { limit: 9 })
  expect(items.map(({ key }) => key)).toEqual(['a/new', 'b/old'])
  await t.kept.idle()
  expect(await t.storage.read.pieces.listNamed([...t.bytes.ids])).toEqual(t.bytes.ids)
})

test('nothing is looked through twice a day, unless its rules change', async () => {
  const bucket = await bucketWith([{ filter: { ...everything, tags: new Map([['a', '1']]) }, expiration: { days: 1 } }])
  await t.put(bucket, 'k', 'x', { tags: new Map([['a', '2']]) })
  await expire('2026-03-09T01:00:00Z')
  const { listVersions } = t.storage.read.objects
  let reads = 0
  t.storage.read.objects.listVersions = (...args) => {
    reads++
    return listVersions(...args)
  }
  await expire('2026-03-09T23:00:00Z')
  expect(reads).toBe(0)
  t.storage.read.objects.listVersions = listVersions
  const filter = { ...everything, tags: new Map([['a', '2']]) }
  await t.buckets.setLifecycle(bucket, [ruleOf({ id: 'r0', filter, expiration: { days: 1 } })])
  await expire('2026-03-09T23:30:00Z')
  expect(await left(bucket)).toEqual([])
})
