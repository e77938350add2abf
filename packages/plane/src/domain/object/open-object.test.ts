import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestObjects, type TestObjects } from './test-objects.ts'

let t: TestObjects
beforeAll(async () => {
  t = await openTestObjects()
})
afterAll(() => t.close())

const large = Buffer.alloc(300_000, 'x')

test('who reads an object reads it to its end, though it is deleted meanwhile; then its bytes go', async () => {
  const bucket = await t.newBucket()
  const { body } = await t.put(bucket, 'k', large)
  const open = await t.objects.open(bucket, 'k')
  const reading = open.read()[Symbol.asyncIterator]()
  let sizeBytes = (await reading.next()).value!.length
  await t.objects.delete(t.context, bucket, { key: 'k' })
  await t.kept.idle()
  expect(t.bytes.ids).toContain(body)
  for (let next = await reading.next(); !next.done; next = await reading.next()) sizeBytes += next.value.length
  expect(sizeBytes).toBe(large.length)
  await t.kept.idle()
  expect(t.bytes.ids).not.toContain(body)
})

test('two readers hold them twice; who ends early lets go too', async () => {
  const bucket = await t.newBucket()
  const { body } = await t.put(bucket, 'k', large)
  const first = await t.objects.open(bucket, 'k')
  const second = await t.objects.open(bucket, 'k')
  await t.put(bucket, 'k', 'new')
  for await (const piece of first.read()) if (piece.length > 0) break
  await t.kept.idle()
  expect(t.bytes.ids).toContain(body)
  second[Symbol.dispose]()
  second[Symbol.dispose]()
  await t.kept.idle()
  expect(t.bytes.ids).not.toContain(body)
})

test('a reader whose bytes another plane deleted fails and says that the object is gone', async () => {
  const bucket = await t.newBucket()
  const { body } = await t.put(bucket, 'k', large)
  const open = await t.objects.open(bucket, 'k')
  await t.objects.delete(t.context, bucket, { key: 'k' })
  t.bytes.damage(body, 'lost')
  await expect(Array.fromAsync(open.read())).rejects.toMatchObject({ key: 'object.not-found' })
})

test('bytes that are damaged are not given out as an object that is gone', async () => {
  const bucket = await t.newBucket()
  const { body } = await t.put(bucket, 'k', large)
  t.bytes.damage(body, 'changed')
  const open = await t.objects.open(bucket, 'k')
  await expect(Array.fromAsync(open.read())).rejects.toThrow('changed')
})

test('bytes that cannot be deleted are told of and left to the sweep', async () => {
  const bucket = await t.newBucket()
  const { body } = await t.put(bucket, 'k', 'x')
  const { delete: remove } = t.bytes
  t.bytes.delete = () => Promise.reject(new Error('no permission'))
  await t.objects.delete(t.context, bucket, { key: 'k' })
  await t.kept.idle()
  t.bytes.delete = remove
  expect(t.failed).toMatchObject([{ message: 'no permission' }])
  expect(t.bytes.ids).toContain(body)
})

test('bytes stay where nobody knows whether a write went through, for the sweep to judge', async () => {
  const bucket = await t.newBucket()
  const { write } = t.storage
  t.storage.write = async work => {
    await write(work)
    throw new Error('connection lost')
  }
  await expect(t.put(bucket, 'k', 'kept')).rejects.toThrow('connection lost')
  t.storage.write = write
  await t.kept.idle()
  expect(await t.read(bucket, 'k')).toBe('kept')
})

test('ranges are cut out of it, also beyond its end', async () => {
  const bucket = await t.newBucket()
  await t.put(bucket, 'k', 'hello world')
  const read = async (from?: number, until?: number) =>
    (await Array.fromAsync((await t.objects.open(bucket, 'k')).read(from, until))).join('')
  expect(await read(6)).toBe('world')
  expect(await read(0, 5)).toBe('hello')
  expect(await read(4, 99)).toBe('o world')
  expect(await read(5, 5)).toBe('')
  expect((await t.objects.open(bucket, 'k')).placeOfPart(1)).toEqual({ fromByte: 0, untilByte: 11 })
})
