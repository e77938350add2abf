import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Checksum } from './object.ts'
import { noFacts, openTestObjects, type TestObjects } from './test-objects.ts'
import type { UploadName } from './uploads.ts'

let t: TestObjects
beforeAll(async () => {
  t = await openTestObjects()
})
afterAll(() => t.close())

const leastPart = Buffer.alloc(5 * 1024 ** 2, 'p')
const md5 = (bytes: string | Uint8Array) => createHash('md5').update(bytes).digest('hex')

async function begin(bucket: string, key = 'k'): Promise<UploadName> {
  return t.uploads.create(t.context, { ...noFacts, bucket, key, content: { type: 'a/b' }, tags: new Map([['c', 'd']]) })
}

async function putPart(name: UploadName, number: number, bytes: string | Uint8Array, checksum?: Checksum) {
  const part = await t.uploads.putPart(t.context, name, { number, taken: await t.take(bytes), checksum })
  return { number, etag: part.md5 }
}

const complete = (name: UploadName, parts: { number: number; etag: string; checksum?: string }[]) =>
  t.uploads.complete(t.context, name, { parts })

describe('completing', () => {
  test('makes one object of the parts, with what was said at the beginning; then the upload is no more', async () => {
    const bucket = await t.newBucket('enabled')
    const upload = await begin(bucket)
    const last = await putPart(upload, 10_000, 'end')
    const first = await putPart(upload, 3, leastPart)
    const object = await complete(upload, [first, last])
    const etag = md5(Buffer.concat([first, last].map(part => Buffer.from(part.etag, 'hex'))))
    expect(object).toMatchObject({ etag: `${etag}-2`, partsCount: 2, sizeBytes: leastPart.length + 3 })
    expect(object).toMatchObject({ content: { type: 'a/b' }, tags: new Map([['c', 'd']]), modifiedAt: t.clock.now })
    expect(md5(await t.read(bucket, 'k'))).toBe(md5(`${leastPart.toString()}end`))
    const open = await t.objects.open(bucket, 'k')
    expect(open.placeOfPart(10_000)).toEqual({ fromByte: leastPart.length, untilByte: leastPart.length + 3 })
    expect(open.placeOfPart(4)).toBeUndefined()
    const across = await Array.fromAsync(open.read(leastPart.length - 2, leastPart.length + 2))
    expect(across.join('')).toBe('ppen')
    await expect(t.uploads.get(upload)).rejects.toMatchObject({ key: 'upload.not-found' })
    await expect(t.uploads.abort(upload)).rejects.toMatchObject({ key: 'upload.not-found' })
    await expect(putPart(upload, 1, 'late')).rejects.toMatchObject({ key: 'upload.not-found' })
  })

  test('takes five tebibytes of more than a thousand parts, and no more', async () => {
    const bucket = await t.newBucket()
    const upload = await begin(bucket)
    const partBytes = 5 * 1024 ** 3
    const stored = (number: number, sizeBytes = partBytes) => ({ id: `part ${number}`, sizeBytes, sealedKey: '' })
    const parts = Array.from({ length: 1_025 }, (_, i) => ({ number: i + 1, etag: md5(String(i)) }))
    const putOne = ({ number, etag }: (typeof parts)[0], sizeBytes?: number) =>
      t.uploads.putPart(t.context, upload, { number, taken: { stored: stored(number, sizeBytes), md5: etag } })
    await Promise.all(parts.map(part => putOne(part)))
    await expect(putOne(parts[0]!, partBytes + 1)).rejects.toMatchObject({ key: 'part.limit-exceeded' })
    await expect(complete(upload, parts)).rejects.toMatchObject({ key: 'object.limit-exceeded' })
    const object = await complete(upload, parts.slice(1))
    expect(object).toMatchObject({ sizeBytes: 5 * 1024 ** 4, partsCount: 1_024 })
    using open = await t.objects.open(bucket, 'k')
    expect(open.pieces.map(({ number }) => number)).toEqual(parts.slice(1).map(({ number }) => number))
    await t.objects.delete(t.context, bucket, { key: 'k' })
    expect(await t.storage.read.pieces.list(object.body, 0, 1)).toEqual([])
  })

  test('answers again as before while the object is there', async () => {
    const bucket = await t.newBucket('enabled')
    const upload = await begin(bucket)
    const part = await putPart(upload, 1, 'only')
    const object = await complete(upload, [part])
    await t.put(bucket, 'k', 'newer')
    expect(await complete(upload, [part])).toMatchObject({ versionId: object.versionId, etag: object.etag })
    const other = [{ ...part, etag: md5('other') }]
    await expect(complete(upload, other)).rejects.toMatchObject({ key: 'upload.not-found' })
    await t.objects.delete(t.context, bucket, { key: 'k', versionId: object.versionId })
    await expect(complete(upload, [part])).rejects.toMatchObject({ key: 'upload.not-found' })
  })

  test('leaves out parts that are not named, and their bytes go', async () => {
    const bucket = await t.newBucket()
    const upload = await begin(bucket)
    await putPart(upload, 1, 'left out')
    const part = await putPart(upload, 2, 'taken')
    await complete(upload, [part])
    expect(await t.read(bucket, 'k')).toBe('taken')
    await t.kept.idle()
    expect(await t.storage.read.pieces.listNamed([...t.bytes.ids])).toEqual(t.bytes.ids)
  })

  test('is refused with a reason, and the upload stays as it was', async () => {
    const bucket = await t.newBucket()
    const upload = await begin(bucket)
    const one = await putPart(upload, 1, 'short')
    const checksum = { algorithm: 'CRC32', value: 'right', type: 'FULL_OBJECT' } as const
    const two = await putPart(upload, 2, 'end', checksum)
    const refused = (parts: Parameters<typeof complete>[1]) => complete(upload, parts).catch(error => error.key)
    expect(await refused([])).toBe('parts.invalid')
    expect(await refused([two, one])).toBe('part-order.invalid')
    expect(await refused([one, one])).toBe('part-order.invalid')
    expect(await refused([one, two])).toBe('part.invalid')
    expect(await refused([{ number: 3, etag: one.etag }])).toBe('part.not-found')
    expect(await refused([{ ...one, etag: two.etag }])).toBe('part.not-found')
    expect(await refused([{ ...two, checksum: 'wrong' }])).toBe('part.not-found')
    const mustBeNew = { parts: [two], condition: { mustBeNew: true } }
    await t.put(bucket, 'k', 'there')
    await expect(t.uploads.complete(t.context, upload, mustBeNew)).rejects.toMatchObject({
      key: 'object-condition.conflict',
    })
    const checksumOf = () => {
      throw new Error('another checksum')
    }
    await expect(t.uploads.complete(t.context, upload, { parts: [two], checksumOf })).rejects.toThrow(
      'another checksum',
    )
    const { parts } = await t.uploads.listParts(upload, { limit: 9 })
    expect(parts.map(({ number }) => number)).toEqual([1, 2])
    expect(await t.read(bucket, 'k')).toBe('there')
    const composite = { algorithm: 'CRC32', value: 'sum-1', type: 'COMPOSITE' } as const
    const object = await t.uploads.complete(t.context, upload, {
      parts: [{ ...two, checksum: 'right' }],
      checksumOf: (_upload, [piece]) => (piece?.checksum?.value === 'right' ? composite : undefined),
    })
    expect(object.checksum).toEqual(composite)
  })
})

describe('parts', () => {
  test('a part that comes again takes the place of the first, whose bytes go', async () => {
    const upload = await begin(await t.newBucket())
    await putPart(upload, 7, 'old')
    const again = await putPart(upload, 7, 'new!')
    const { parts, isTruncated } = await t.uploads.listParts(upload, { limit: 9 })
    expect(parts).toMatchObject([{ number: 7, md5: again.etag, stored: { sizeBytes: 4 }, keptAt: t.clock.now }])
    expect(isTruncated).toBe(false)
    await t.kept.idle()
    expect(await t.storage.read.pieces.listNamed([...t.bytes.ids])).toEqual(t.bytes.ids)
  })

  test('parts are listed in pages', async () => {
    const upload = await begin(await t.newBucket())
    for (const number of [5, 1, 3]) await putPart(upload, number, 'x')
    const page = async (after: number, limit: number) => {
      const { parts, isTruncated } = await t.uploads.listParts(upload, { after, limit })
      return [parts.map(({ number }) => number), isTruncated]
    }
    expect(await page(0, 2)).toEqual([[1, 3], true])
    expect(await page(3, 2)).toEqual([[5], false])
    expect(await page(0, 0)).toEqual([[], false])
  })

  test.each([0, 10_001, 1.5, Number.NaN])('there is no part %d', async number => {
    const upload = await begin(await t.newBucket())
    await expect(putPart(upload, number, 'x')).rejects.toMatchObject({ key: 'part-number.invalid' })
  })

  test('aborting takes all parts away', async () => {
    const upload = await begin(await t.newBucket())
    await putPart(upload, 1, 'x')
    await t.uploads.abort(upload)
    await t.kept.idle()
    expect(await t.storage.read.pieces.list(upload.id, 0, 9)).toEqual([])
    expect(await t.storage.read.pieces.listNamed([...t.bytes.ids])).toEqual(t.bytes.ids)
  })

  test('an upload is nobody’s but its key’s', async () => {
    const [bucket, other] = [await t.newBucket(), await t.newBucket()]
    const upload = await begin(bucket)
    for (const name of [
      { ...upload, bucket: other },
      { ...upload, key: 'l' },
      { ...upload, id: 'f'.repeat(48) },
      { ...upload, id: `${upload.id.slice(0, 47)}\0` },
    ]) {
      await expect(t.uploads.get(name)).rejects.toMatchObject({ key: 'upload.not-found' })
    }
    await expect(t.uploads.get({ ...upload, bucket: 'nowhere' })).rejects.toMatchObject({ key: 'bucket.not-found' })
  })
})

test('open uploads are listed by key and as they began, folded and paged', async () => {
  const bucket = await t.newBucket()
  const began: UploadName[] = []
  for (const key of ['b', 'a/1', 'b', 'a/2', 'c']) {
    began.push(await begin(bucket, key))
    t.clock.now = new Date(t.clock.now.getTime() + 1)
  }
  const all = await t.listings.uploads(bucket, { delimiter: '/', limit: 9 })
  expect(all.commonPrefixes).toEqual(['a/'])
  expect(all.items.map(({ id }) => id)).toEqual([0, 2, 4].map(i => began[i]!.id))
  const found: string[] = []
  let after: { key: string; uploadId?: string } | undefined
  do {
    const { items, commonPrefixes, next } = await t.listings.uploads(bucket, { delimiter: '/', limit: 1, after })
    found.push(...commonPrefixes, ...items.map(({ id }) => id))
    after = next
  } while (after)
  expect(found).toEqual(['a/', ...[0, 2, 4].map(i => began[i]!.id)])
  const behind = await t.listings.uploads(bucket, { after: { key: 'b' }, limit: 9 })
  expect(behind.items.map(({ key }) => key)).toEqual(['c'])
})
