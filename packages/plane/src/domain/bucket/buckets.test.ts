import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noFacts, openTestObjects, type TestObjects } from '../object/test-objects.ts'
import { isBucketName } from './bucket-name.ts'

let t: TestObjects
beforeAll(async () => {
  t = await openTestObjects()
})
afterAll(() => t.close())

describe('names', () => {
  test.each([
    'abc',
    'v1x',
    'console',
    '123',
    'a.b',
    'a-b',
    'a-.-b',
    'a'.repeat(63),
    'logs.example.com',
    '1.2.3',
    '1.2.3.4.5',
  ])('%s is one', name => expect(isBucketName(name)).toBe(true))
  test.each([
    '',
    'a',
    'a'.repeat(64),
    'Abc',
    'a_b',
    'a b',
    'a/b',
    'äbc',
    '-ab',
    'ab-',
    '.ab',
    'ab.',
    'a..b',
    '192.168.5.4',
    'xn--abc',
    'sthree-abc',
    'amzn-s3-demo-abc',
    'abc-s3alias',
    'abc--ol-s3',
    'abc.mrap',
    'abc--x-s3',
    'abc--table-s3',
    'abc\n',
    'a\0c',
  ])('%j is none', name => expect(isBucketName(name)).toBe(false))
})

describe('a new bucket', () => {
  test('is private, unversioned and its maker’s', async () => {
    const tags = new Map([['k', 'v']])
    const made = await t.buckets.create(t.context, { name: 'fresh', tags })
    expect(made).toMatchObject({
      accountId: t.context.accountId,
      region: t.context.region,
      createdAt: t.clock.now,
      versioning: 'unversioned',
      publicAccessBlock: {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
      },
      tags,
    })
    expect(await t.buckets.get('fresh')).toEqual(made)
  })

  test('has a name that nobody else has', async () => {
    const other = { ...t.context, accountId: '210987654321', now: t.clock.now }
    await t.buckets.create(other, { name: 'taken' })
    const create = (name: string) => t.buckets.create(t.context, { name }).catch(error => error.key)
    expect(await create('taken')).toBe('bucket.already-exists')
    await t.buckets.create(t.context, { name: 'own' })
    expect(await create('own')).toBe('own-bucket.already-exists')
    expect(await create('No')).toBe('bucket-name.invalid')
    const { items } = await t.buckets.list(other.accountId, {}, { limit: 9 })
    expect(items.map(({ name }) => name)).toEqual(['taken'])
  })
})

test('an account has ten thousand buckets at most', async () => {
  const context = { ...t.context, accountId: '565656565656', now: t.clock.now }
  const { name: _, ...bucket } = await t.buckets.create(context, { name: 'the-first' })
  await t.storage.write(async ({ buckets }) => {
    for (let i = 1; i < 9_999; i++) await buckets.insert({ ...bucket, name: `full-${i}` })
  })
  await t.buckets.create(context, { name: 'the-last' })
  await expect(t.buckets.create(context, { name: 'too-many' })).rejects.toMatchObject({ key: 'bucket.limit-exceeded' })
  await t.newBucket()
})

test('what a bucket is told it remembers, and forgets', async () => {
  const name = await t.newBucket()
  const block = {
    blockPublicAcls: false,
    ignorePublicAcls: false,
    blockPublicPolicy: true,
    restrictPublicBuckets: false,
  }
  const lifecycle = [
    {
      id: 'r',
      isEnabled: true,
      filter: { form: 'filter', tags: new Map() } as const,
      expiration: { days: 1 },
    },
  ]
  await t.buckets.setVersioning(name, 'suspended')
  await t.buckets.setBucketKeyEnabled(name, true)
  await t.buckets.setPolicy(name, '{}')
  await t.buckets.setPublicAccessBlock(name, block)
  await t.buckets.setTags(name, new Map([['a', 'b']]))
  await t.buckets.setLifecycle(name, lifecycle)
  const told = { versioning: 'suspended', bucketKeyEnabled: true, policy: '{}', publicAccessBlock: block, lifecycle }
  expect(await t.buckets.get(name)).toMatchObject({ ...told, tags: new Map([['a', 'b']]) })
  await t.buckets.setPolicy(name, undefined)
  await t.buckets.setPublicAccessBlock(name, undefined)
  await t.buckets.setTags(name, new Map())
  await t.buckets.setLifecycle(name, undefined)
  const bucket = await t.buckets.get(name)
  expect(bucket).toMatchObject({ versioning: 'suspended', tags: new Map() })
  expect([bucket.policy, bucket.publicAccessBlock, bucket.lifecycle]).toEqual([undefined, undefined, undefined])
})

test('what is too much is refused, and what was there stays', async () => {
  const name = await t.newBucket()
  await t.buckets.setPolicy(name, 'x'.repeat(20 * 1024))
  await expect(t.buckets.setPolicy(name, 'é'.repeat(10 * 1024 + 1))).rejects.toMatchObject({
    key: 'bucket-policy.limit-exceeded',
  })
  expect((await t.buckets.get(name)).policy).toHaveLength(20 * 1024)
  const tags = new Map(Array.from({ length: 51 }, (_, i) => [`k${i}`, '']))
  await expect(t.buckets.setTags(name, tags)).rejects.toMatchObject({ key: 'tag.limit-exceeded' })
  await expect(t.buckets.setLifecycle(name, [])).rejects.toMatchObject({ key: 'lifecycle.invalid', id: 'no-rules' })
})

describe('deleting', () => {
  test('needs emptiness: no object, no older version, no delete marker', async () => {
    const name = await t.newBucket('enabled')
    const { versionId } = await t.put(name, 'k', 'x')
    await expect(t.buckets.delete(name)).rejects.toMatchObject({ key: 'bucket.conflict' })
    const marker = await t.objects.delete(t.context, name, { key: 'k' })
    await t.objects.delete(t.context, name, { key: 'k', versionId })
    await expect(t.buckets.delete(name)).rejects.toMatchObject({ key: 'bucket.conflict' })
    await t.objects.delete(t.context, name, { key: 'k', versionId: marker.versionId })
    await t.buckets.delete(name)
    expect(await t.buckets.find(name)).toBeUndefined()
  })

  test('drops open uploads: a bucket made anew has none of them', async () => {
    const name = await t.newBucket()
    const upload = await t.uploads.create(t.context, { ...noFacts, bucket: name, key: 'k' })
    const { stored } = await t.uploads.putPart(t.context, upload, { number: 1, taken: await t.take('x') })
    await t.buckets.delete(name)
    await t.buckets.create(t.context, { name })
    await expect(t.uploads.get(upload)).rejects.toMatchObject({ key: 'upload.not-found' })
    await t.kept.idle()
    expect(t.bytes.ids).not.toContain(stored.id)
  })

  test('and putting at the same time leave no object without a bucket', async () => {
    const name = await t.newBucket()
    const [put, deleted] = await Promise.allSettled([t.put(name, 'k', 'x'), t.buckets.delete(name)])
    expect([put.status, deleted.status].toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await t.read(name, 'k')).toBe(put.status === 'fulfilled' ? 'x' : 'bucket.not-found')
  })

  test('and every other verb say that there is no such bucket', async () => {
    for (const name of ['nowhere', 'No', 'a\0c']) {
      await expect(t.buckets.get(name)).rejects.toMatchObject({ key: 'bucket.not-found' })
      await expect(t.buckets.delete(name)).rejects.toMatchObject({ key: 'bucket.not-found' })
      await expect(t.buckets.setTags(name, new Map())).rejects.toMatchObject({ key: 'bucket.not-found' })
      await expect(t.put(name, 'k', 'x')).rejects.toMatchObject({ key: 'bucket.not-found' })
      await expect(t.objects.delete(t.context, name, { key: 'k' })).rejects.toMatchObject({ key: 'bucket.not-found' })
    }
  })
})
