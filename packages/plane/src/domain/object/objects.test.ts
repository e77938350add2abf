import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DeleteMarkerFound } from './find-version.ts'
import { newVersionId, sequenceOf } from './version-id.ts'
import { openTestObjects, streamOf, type TestObjects } from './test-objects.ts'

let t: TestObjects
beforeAll(async () => {
  t = await openTestObjects()
})
afterAll(() => t.close())

const conflict = { key: 'object-condition.conflict' }

/** Whether only the bytes of what can still be read are kept, and all of those. */
async function expectOnlyNamedBytes(): Promise<void> {
  await t.kept.idle()
  const named = await t.storage.read.pieces.listNamed([...t.bytes.ids])
  expect(t.bytes.ids).toEqual(named)
}

describe('putting', () => {
  test('an object is read as it was put, with what was said of it', async () => {
    const bucket = await t.newBucket()
    const said = {
      content: { type: 'text/plain', cacheControl: 'no-store' },
      metadata: new Map([['a', 'b']]),
      tags: new Map([['k', 'v']]),
      bucketKeyEnabled: true,
      checksum: { algorithm: 'CRC32', value: 'x', type: 'FULL_OBJECT' } as const,
    }
    const put = await t.put(bucket, 'a/../b//c', 'hello', said)
    expect(put).toMatchObject({
      ...said,
      versionId: 'null',
      isLatest: true,
      modifiedAt: t.clock.now,
      sizeBytes: 5,
      etag: createHash('md5').update('hello').digest('hex'),
    })
    expect(await t.objects.get(bucket, 'a/../b//c')).toEqual(put)
    expect(await t.read(bucket, 'a/../b//c')).toBe('hello')
    expect(await t.read(bucket, 'a/b')).toBe('object.not-found')
    expect(await t.read('nowhere', 'a')).toBe('bucket.not-found')
  })

  test('an empty object has bytes too: none', async () => {
    const bucket = await t.newBucket()
    await t.put(bucket, 'k', '')
    expect(await t.read(bucket, 'k')).toBe('')
  })

  test.each([
    ['', 'object-key.invalid'],
    ['a\0b', 'object-key.invalid'],
    ['\ud800', 'object-key.invalid'],
    ['é'.repeat(513), 'object-key.limit-exceeded'],
  ])('the key %j is refused, by every verb', async (key, error) => {
    const bucket = await t.newBucket()
    const name = { bucket, key, id: 'f'.repeat(48) }
    await expect(t.put(bucket, key, 'x')).rejects.toMatchObject({ key: error })
    await expect(t.objects.find(bucket, key)).rejects.toMatchObject({ key: error })
    await expect(t.objects.delete(t.context, bucket, { key })).rejects.toMatchObject({ key: error })
    await expect(t.objects.setTags(bucket, key, undefined, new Map())).rejects.toMatchObject({ key: error })
    await expect(t.uploads.get(name)).rejects.toMatchObject({ key: error })
    await expect(t.uploads.complete(t.context, name, { parts: [] })).rejects.toMatchObject({ key: error })
    await expectOnlyNamedBytes()
  })

  test('the longest key is taken', async () => {
    const bucket = await t.newBucket()
    const key = 'é'.repeat(512)
    await t.put(bucket, key, 'x')
    expect(await t.read(bucket, key)).toBe('x')
  })

  test('too much metadata and too many tags are refused', async () => {
    const bucket = await t.newBucket()
    const metadata = (bytes: number) => new Map([['name', 'v'.repeat(bytes - 4)]])
    await t.put(bucket, 'k', 'x', { metadata: metadata(2_048) })
    await expect(t.put(bucket, 'k', 'y', { metadata: metadata(2_049) })).rejects.toMatchObject({
      key: 'object-metadata.limit-exceeded',
    })
    const tags = new Map(Array.from({ length: 11 }, (_, i) => [`k${i}`, 'v']))
    await expect(t.put(bucket, 'k', 'y', { tags })).rejects.toMatchObject({ key: 'tag.limit-exceeded' })
    await expect(t.objects.setTags(bucket, 'k', undefined, tags)).rejects.toMatchObject({ key: 'tag.limit-exceeded' })
    expect(await t.read(bucket, 'k')).toBe('x')
    await expectOnlyNamedBytes()
  })

  test('bytes that are refused at their end leave nothing', async () => {
    const before = t.bytes.ids
    const broken = async function* () {
      yield Buffer.from('half')
      throw new Error('cut off')
    }
    await expect(t.kept.take(broken())).rejects.toThrow('cut off')
    const check = () => {
      throw new Error('another digest')
    }
    await expect(t.kept.take(streamOf('x'), check)).rejects.toThrow('another digest')
    expect(t.bytes.ids).toEqual(before)
  })

  test('what is put twice without versioning is kept once', async () => {
    const bucket = await t.newBucket()
    await t.put(bucket, 'k', 'one')
    await t.put(bucket, 'k', 'two')
    expect(await t.read(bucket, 'k')).toBe('two')
    expect((await t.listings.versions(bucket, { limit: 9 })).items).toHaveLength(1)
    await expectOnlyNamedBytes()
  })

  test('of puts that come together one is there, whole; with versioning all are', async () => {
    const plain = await t.newBucket()
    const versioned = await t.newBucket('enabled')
    const texts = Array.from({ length: 20 }, (_, i) => `text ${i}`)
    await Promise.all(texts.flatMap(text => [t.put(plain, 'k', text), t.put(versioned, 'k', text)]))
    expect(texts).toContain(await t.read(plain, 'k'))
    const { items } = await t.listings.versions(versioned, { limit: 99 })
    expect(items.filter(({ isLatest }) => isLatest)).toEqual([items[0]])
    const found = await Promise.all(items.map(({ versionId }) => t.read(versioned, 'k', versionId)))
    expect(found.toSorted()).toEqual(texts.toSorted())
    await expectOnlyNamedBytes()
  })
})

describe('conditions', () => {
  test('of puts that want to be the first, one is', async () => {
    const bucket = await t.newBucket()
    const puts = ['a', 'b', 'c'].map(text => t.put(bucket, 'k', text, { condition: { mustBeNew: true } }))
    const outcomes = await Promise.allSettled(puts)
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: conflict })
    await expectOnlyNamedBytes()
  })

  test('a delete marker is no object: one may be put in its place', async () => {
    const bucket = await t.newBucket('enabled')
    await t.put(bucket, 'k', 'old')
    await t.objects.delete(t.context, bucket, { key: 'k' })
    await t.put(bucket, 'k', 'new', { condition: { mustBeNew: true } })
    expect(await t.read(bucket, 'k')).toBe('new')
  })

  test('a put and a delete may ask for an etag', async () => {
    const bucket = await t.newBucket()
    const condition = (ifMatch: string) => ({ condition: { ifMatch } })
    await expect(t.put(bucket, 'k', 'x', condition('*'))).rejects.toMatchObject({ key: 'object.not-found' })
    const { etag } = await t.put(bucket, 'k', 'one')
    await expect(t.put(bucket, 'k', 'x', condition('"other"'))).rejects.toMatchObject(conflict)
    await t.put(bucket, 'k', 'two', condition(`"${etag}"`))
    const remove = (ifMatch: string) => t.objects.delete(t.context, bucket, { key: 'k', ifMatch })
    await expect(remove(etag)).rejects.toMatchObject(conflict)
    expect(await t.read(bucket, 'k')).toBe('two')
    await remove('*')
    await expect(remove('*')).rejects.toMatchObject({ key: 'object.not-found' })
    await expectOnlyNamedBytes()
  })
})

describe('versions', () => {
  test('deleting hides what is versioned; the marker says so and can be taken away again', async () => {
    const bucket = await t.newBucket('enabled')
    const put = await t.put(bucket, 'k', 'one')
    expect(put.versionId).toMatch(/^[\w-]{32}$/)
    const deleted = await t.objects.delete(t.context, bucket, { key: 'k' })
    expect(deleted).toMatchObject({ isDeleteMarker: true })
    const latest = await t.objects.get(bucket, 'k').catch(error => error)
    expect(latest).toBeInstanceOf(DeleteMarkerFound)
    expect(latest).toMatchObject({ key: 'delete-marker.not-found', marker: { versionId: deleted.versionId } })
    expect(await t.read(bucket, 'k', deleted.versionId)).toBe('delete-marker.denied')
    expect(await t.read(bucket, 'k', put.versionId)).toBe('one')
    const undone = await t.objects.delete(t.context, bucket, { key: 'k', versionId: deleted.versionId })
    expect(undone).toEqual({ versionId: deleted.versionId, isDeleteMarker: true })
    expect(await t.objects.get(bucket, 'k')).toEqual(put)
  })

  test('an overwritten version is noncurrent from then on, and current again when its successor goes', async () => {
    const bucket = await t.newBucket('enabled')
    const one = await t.put(bucket, 'k', 'one')
    const two = await t.put(bucket, 'k', 'two')
    expect(await t.objects.find(bucket, 'k', one.versionId)).toEqual({
      ...one,
      isLatest: false,
      noncurrentSince: t.clock.now,
    })
    await t.objects.delete(t.context, bucket, { key: 'k', versionId: two.versionId })
    expect(await t.objects.get(bucket, 'k')).toEqual(one)
    await expectOnlyNamedBytes()
  })

  test('with versioning suspended the null version is replaced, and others stay', async () => {
    const bucket = await t.newBucket()
    await t.put(bucket, 'k', 'before')
    await t.buckets.setVersioning(bucket, 'enabled')
    const { versionId } = await t.put(bucket, 'k', 'versioned')
    expect(await t.read(bucket, 'k', 'null')).toBe('before')
    await t.buckets.setVersioning(bucket, 'suspended')
    expect((await t.put(bucket, 'k', 'after')).versionId).toBe('null')
    expect(await t.read(bucket, 'k')).toBe('after')
    expect(await t.objects.delete(t.context, bucket, { key: 'k' })).toEqual({ versionId: 'null', isDeleteMarker: true })
    expect(await t.read(bucket, 'k', 'null')).toBe('delete-marker.denied')
    expect(await t.read(bucket, 'k', versionId)).toBe('versioned')
    expect((await t.listings.versions(bucket, { limit: 9 })).items).toHaveLength(2)
    await expectOnlyNamedBytes()
  })

  test('what is not there is deleted already; what is no id is refused', async () => {
    const bucket = await t.newBucket('enabled')
    const versionId = newVersionId(1)
    expect(await t.objects.delete(t.context, bucket, { key: 'k', versionId })).toEqual({
      versionId,
      isDeleteMarker: false,
    })
    expect(await t.read(bucket, 'k', versionId)).toBe('object-version.not-found')
    for (const bad of ['', 'x', 'null\0', '/'.repeat(32)]) {
      expect(await t.read(bucket, 'k', bad)).toBe('version-id.invalid')
      await expect(t.objects.delete(t.context, bucket, { key: 'k', versionId: bad })).rejects.toMatchObject({
        key: 'version-id.invalid',
      })
    }
    const plain = await t.newBucket()
    expect(await t.objects.delete(t.context, plain, { key: 'k' })).toEqual({ isDeleteMarker: false })
  })

  test('many are deleted, each for itself', async () => {
    const bucket = await t.newBucket()
    await t.put(bucket, 'a', 'x')
    const results = await t.objects.deleteMany(t.context, bucket, [
      { key: 'a' },
      { key: 'nothing' },
      { key: 'b', ifMatch: '*' },
      { key: 'c', versionId: 'bad' },
    ])
    expect(results).toMatchObject([
      { value: { isDeleteMarker: false } },
      { value: { isDeleteMarker: false } },
      { reason: { key: 'object.not-found' } },
      { reason: { key: 'version-id.invalid' } },
    ])
    expect(await t.read(bucket, 'a')).toBe('object.not-found')
  })

  test('tags are a version’s own', async () => {
    const bucket = await t.newBucket('enabled')
    const one = await t.put(bucket, 'k', 'one', { tags: new Map([['a', '1']]) })
    await t.put(bucket, 'k', 'two')
    await t.objects.setTags(bucket, 'k', one.versionId, new Map([['b', '2']]))
    expect((await t.objects.get(bucket, 'k', one.versionId)).tags).toEqual(new Map([['b', '2']]))
    expect((await t.objects.get(bucket, 'k')).tags).toEqual(new Map())
    const { versionId } = await t.objects.delete(t.context, bucket, { key: 'k' })
    await expect(t.objects.setTags(bucket, 'k', versionId, new Map())).rejects.toMatchObject({
      key: 'delete-marker.denied',
    })
  })

  test('an id tells its place and looks like chance', () => {
    const ids = Array.from({ length: 50 }, (_, i) => newVersionId(1_772_366_400_000_000 + i))
    expect(ids.map(sequenceOf)).toEqual(ids.map((_, i) => 1_772_366_400_000_000 + i))
    expect(new Set(ids.flatMap(id => [id.slice(0, 5), id.slice(-5)])).size).toBe(100)
    expect(sequenceOf('null')).toBeUndefined()
  })
})
