import { randomBytes } from 'node:crypto'
import { startScriptedS3 } from '@hostler/testkit/scripted-s3'
import { expect, onTestFinished, test } from 'vitest'
import { BytesFull } from '../domain/basics/object-bytes.ts'
import { keep, listed, objectBytesContract, readAll } from './contract/object-bytes-contract.ts'
import { openS3ObjectBytes } from './s3-object-bytes.ts'

const key = randomBytes(32)
const partBytes = 8 * 1024 * 1024
const settings = { credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 }

async function openPlace(pageSize?: number) {
  const store = await startScriptedS3(pageSize)
  const place = { bucket: 'kept', prefix: 'plane/', region: 'eu-west-1', endpoint: store.url, pathStyle: true }
  return {
    store,
    bytes: openS3ObjectBytes(place, key, settings),
    withKey: async (other: Buffer) => openS3ObjectBytes(place, other, settings),
    peek: (id: string) => store.objects.get(`kept/plane/${id}`)!.bytes,
    poke: (id: string, bytes: Buffer) => void store.objects.set(`kept/plane/${id}`, { bytes, at: new Date() }),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

async function setUp(pageSize?: number) {
  const place = await openPlace(pageSize)
  onTestFinished(() => place[Symbol.asyncDispose]())
  return place
}

objectBytesContract(openPlace)

test('up to 8 MiB go up in one request, more in parts', async () => {
  const { store, bytes } = await setUp()
  await keep(bytes, randomBytes(partBytes))
  expect(store.calls).toEqual(['PutObject'])
  store.calls.length = 0
  const plain = randomBytes(2 * partBytes + 1)
  const stored = await keep(bytes, plain)
  expect(store.calls).toEqual([
    'CreateMultipartUpload',
    'UploadPart',
    'UploadPart',
    'UploadPart',
    'CompleteMultipartUpload',
  ])
  expect((await readAll(bytes, stored)).equals(plain)).toBe(true)
  expect(
    (await readAll(bytes, stored, partBytes - 1, partBytes + 2)).equals(plain.subarray(partBytes - 1, partBytes + 2)),
  ).toBe(true)
})

test('a discarded draft leaves no parts behind', async () => {
  const { store, bytes } = await setUp()
  const draft = await bytes.draft()
  await draft.write(randomBytes(partBytes + 100_000))
  await draft.discard()
  expect(store.calls).toEqual(['CreateMultipartUpload', 'UploadPart', 'AbortMultipartUpload'])
  expect(store.uploads.size).toBe(0)
})

test.each([
  ['PutObject', 100],
  ['CreateMultipartUpload', 2 * partBytes],
  ['UploadPart', 2 * partBytes],
  ['CompleteMultipartUpload', 2 * partBytes],
])('a store that is full at %s is told as such and leaves nothing', async (refused, sizeBytes) => {
  const { store, bytes } = await setUp()
  store.refuse = call => (call === refused ? { status: 507, code: 'InsufficientStorage' } : undefined)
  await expect(keep(bytes, randomBytes(sizeBytes))).rejects.toThrow(BytesFull)
  expect([store.objects.size, store.uploads.size]).toEqual([0, 0])
})

test('other refusals are told as they are', async () => {
  const { store, bytes } = await setUp()
  store.refuse = () => ({ status: 403, code: 'AccessDenied' })
  await expect(keep(bytes, Buffer.from('x'))).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(listed(bytes)).rejects.toMatchObject({ name: 'AccessDenied' })
})

test('listings go on to the last page and name nothing of others', async () => {
  const { bytes, poke } = await setUp(3)
  const ids: string[] = []
  for (let i = 0; i < 8; i++) ids.push((await keep(bytes, Buffer.of(i))).id)
  poke('README', Buffer.alloc(1))
  expect((await listed(bytes)).sort()).toEqual(ids.sort())
})

test('uploads of a plane that died are ended once they are old, with no harm to younger ones', async () => {
  const { store, bytes } = await setUp(2)
  const old = [await bytes.draft(), await bytes.draft(), await bytes.draft()]
  const young = await bytes.draft()
  for (const draft of [...old, young]) await draft.write(randomBytes(partBytes + 100_000))
  await expect.poll(() => store.uploads.size).toBe(4)
  for (const upload of store.uploads.values()) if (!upload.object.endsWith(young.id)) upload.at = new Date(1_000)
  store.uploads.set('foreign', { object: 'kept/plane/foreign', at: new Date(1_000), parts: new Map() })
  await bytes.sweepUploads(new Date(2_000))
  expect([...store.uploads.values()].map(({ object }) => object).sort()).toEqual(
    [`kept/plane/${young.id}`, 'kept/plane/foreign'].sort(),
  )
  expect((await readAll(bytes, await young.keep())).length).toBe(partBytes + 100_000)
})
