import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ObjectCopy } from './copy-object.ts'
import { openTestObjects, type TestObjects } from './test-objects.ts'

let t: TestObjects
let from: string
let to: string
beforeAll(async () => {
  t = await openTestObjects()
  from = await t.newBucket('enabled')
  to = await t.newBucket()
})
afterAll(() => t.close())

const said = { content: { type: 'a/b' }, metadata: new Map([['m', '1']]), tags: new Map([['t', '1']]) }
const copy = (key: string, more: Partial<ObjectCopy> = {}, versionId?: string) =>
  t.objects.copy(t.context, { source: { bucket: from, key, versionId }, target: { bucket: to, key: 'copy' }, ...more })

test('a copy has the bytes of its own and what was said of the source, unless it is said anew', async () => {
  const checksum = { algorithm: 'CRC32', value: 'x', type: 'FULL_OBJECT' } as const
  const source = await t.put(from, 'k', 'hello', { ...said, checksum })
  const { copy: copied } = await copy('k')
  expect(copied).toMatchObject({ ...said, checksum, etag: source.etag, versionId: 'null', bucket: to, key: 'copy' })
  expect(copied.body).not.toBe(source.body)
  const anew = { content: { type: 'c/d' }, metadata: new Map([['n', '2']]) }
  const { copy: described } = await copy('k', { described: anew, tags: new Map() })
  expect(described).toMatchObject({ ...anew, tags: new Map() })
  await t.objects.delete(t.context, from, { key: 'k', versionId: source.versionId })
  expect(await t.read(to, 'copy')).toBe('hello')
})

test('an older version is copied onto its own key, and is the latest then', async () => {
  const { versionId } = await t.put(from, 'restored', 'old')
  await t.put(from, 'restored', 'new')
  await copy('restored', { target: { bucket: from, key: 'restored' } }, versionId)
  expect(await t.read(from, 'restored')).toBe('old')
})

test('a copy onto itself has to change something', async () => {
  const { etag } = await t.put(to, 'itself', 'x', said)
  const onto = { source: { bucket: to, key: 'itself' }, target: { bucket: to, key: 'itself' } }
  await expect(copy('', onto)).rejects.toMatchObject({ key: 'copy.invalid' })
  await copy('', { ...onto, described: { content: {}, metadata: new Map() } })
  expect(await t.objects.get(to, 'itself')).toMatchObject({ content: {}, tags: said.tags, etag })
  await copy('', { ...onto, isSealedAnew: true })
  expect(await t.read(to, 'itself')).toBe('x')
})

test('an object of several parts is copied into one', async () => {
  const name = await t.uploads.create(t.context, { ...said, bucket: from, key: 'parts', bucketKeyEnabled: false })
  const part = await t.uploads.putPart(t.context, name, { number: 1, taken: await t.take('one part') })
  await t.uploads.complete(t.context, name, {
    parts: [{ number: 1, etag: part.md5 }],
    checksumOf: () => ({ algorithm: 'SHA256', value: 'sum-1', type: 'COMPOSITE' }),
  })
  const { copy: copied } = await copy('parts')
  expect(copied.etag).toBe(createHash('md5').update('one part').digest('hex'))
  expect(copied.partsCount).toBeUndefined()
  expect(copied.checksum).toBeUndefined()
})

test('who copies sees the bytes pass and says their checksum', async () => {
  await t.put(from, 'seen', 'hello')
  let seen = ''
  const { copy: copied } = await copy('seen', {
    async *passing(bytes) {
      for await (const piece of bytes) {
        seen += piece.toString()
        yield piece
      }
    },
    checksum: () => ({ algorithm: 'CRC32', value: `of ${seen}`, type: 'FULL_OBJECT' }),
  })
  expect(copied.checksum?.value).toBe('of hello')
})

test('conditions on the source and on the target are kept, and a refused copy leaves nothing', async () => {
  await t.put(from, 'k', 'x')
  const key = 'copy'
  const refused = (more: Partial<ObjectCopy>) => copy('k', more).catch(error => error.key)
  const condition = { ifMatch: '"other"' }
  expect(await refused({ source: { bucket: from, key: 'k', condition } })).toBe('copy-condition.conflict')
  expect(await refused({ source: { bucket: from, key: 'k', condition: { ifNoneMatch: '*' } } })).toBe(
    'copy-condition.conflict',
  )
  expect(await refused({ source: { bucket: from, key: 'none' } })).toBe('object.not-found')
  await t.put(to, key, 'there')
  expect(await refused({ target: { bucket: to, key, condition: { mustBeNew: true } } })).toBe(
    'object-condition.conflict',
  )
  expect(await refused({ target: { bucket: 'nowhere', key } })).toBe('bucket.not-found')
  expect(await t.read(to, key)).toBe('there')
  await t.kept.idle()
  expect(await t.storage.read.pieces.listNamed([...t.bytes.ids])).toEqual(t.bytes.ids)
})
