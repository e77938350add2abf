import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { putOfAnySize } from './put-any-size.ts'
import { openTestObjects, streamOf, type TestObjects } from './test-objects.ts'

let t: TestObjects
beforeAll(async () => {
  t = await openTestObjects()
})
afterAll(() => t.close())

const partBytes = 6 * 1024 ** 2
const facts = {
  content: { type: 'text/plain' },
  metadata: new Map([['a', 'b']]),
  tags: new Map(),
  bucketKeyEnabled: false,
}

async function* pieces(count: number) {
  for (let i = 0; i < count; i++) yield Buffer.alloc(1024 ** 2, 97 + i)
}

const put = (bucket: string, bytes: AsyncIterable<Uint8Array>) =>
  putOfAnySize(t, t.context, { bucket, key: 'k', ...facts }, bytes, partBytes)

async function expectNothingLeft(bucket: string): Promise<void> {
  await t.kept.idle()
  expect(await t.storage.read.uploads.list(bucket, { key: '', id: '' }, undefined, 10)).toEqual([])
  expect(t.bytes.ids).toEqual(await t.storage.read.pieces.listNamed([...t.bytes.ids]))
}

describe('an object of any size', () => {
  test.each([
    [0, undefined],
    [6, undefined],
    [7, 2],
    [18, 3],
    [20, 4],
  ])('of %i pieces is put in %s parts, whole', async (count, partsCount) => {
    const bucket = await t.newBucket()
    await put(bucket, pieces(count))
    const { sizeBytes, partsCount: parts, metadata } = await t.objects.get(bucket, 'k')
    expect([sizeBytes, parts, metadata]).toEqual([count * 1024 ** 2, partsCount, facts.metadata])
    expect(await t.read(bucket, 'k')).toBe(Buffer.concat(await Array.fromAsync(pieces(count))).toString())
    await expectNothingLeft(bucket)
  })

  test.each([3, 10])('whose source fails after %i pieces is not there, and nothing is left of it', async count => {
    const bucket = await t.newBucket()
    async function* failing() {
      yield* pieces(count)
      throw new Error('torn')
    }
    await expect(put(bucket, failing())).rejects.toThrow('torn')
    expect(await t.read(bucket, 'k')).toBe('object.not-found')
    await expectNothingLeft(bucket)
  })

  test('for no bucket leaves nothing, small or large', async () => {
    await expect(put('nowhere', streamOf('x'))).rejects.toMatchObject({ key: 'bucket.not-found' })
    await expect(put('nowhere', pieces(7))).rejects.toMatchObject({ key: 'bucket.not-found' })
    await expectNothingLeft('nowhere')
  })
})
