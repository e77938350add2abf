import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { scrubBytes } from './scrub.ts'
import { sweepBytes } from './sweep.ts'
import { noFacts, openTestObjects, type TestObjects } from './test-objects.ts'

let t: TestObjects
let bucket: string
beforeEach(async () => {
  t = await openTestObjects()
  bucket = await t.newBucket('enabled')
})
afterEach(() => t.close())

const sweep = () => sweepBytes({ read: t.storage.read, bytes: t.bytes, kept: t.kept }, t.clock.now)
const later = (milliseconds: number) => {
  t.clock.now = new Date(t.clock.now.getTime() + milliseconds)
}

async function scrub() {
  const findings = scrubBytes(t.storage.read, t.bytes)
  const found = []
  for (;;) {
    const next = await findings.next()
    if (next.done) return { found, ...next.value }
    found.push(next.value)
  }
}

async function uploadPart(key = 'u') {
  const upload = await t.uploads.create(t.context, { ...noFacts, bucket, key })
  return { upload, part: await t.uploads.putPart(t.context, upload, { number: 3, taken: await t.take('part') }) }
}

describe('the sweep', () => {
  test('deletes what nothing names once it is old, and nothing else', async () => {
    await t.put(bucket, 'k', 'object')
    const { part } = await uploadPart()
    const lost = await t.take('lost')
    later(3_600_000)
    const young = await t.take('young')
    expect(await sweep()).toBe(0)
    later(1)
    expect(await sweep()).toBe(1)
    expect(t.bytes.ids).not.toContain(lost.stored.id)
    expect(t.bytes.ids).toContain(young.stored.id)
    expect(t.bytes.ids).toContain(part.stored.id)
    expect(await t.read(bucket, 'k')).toBe('object')
  })

  test('leaves what is read alone', async () => {
    const { versionId, body } = await t.put(bucket, 'k', 'object')
    const open = await t.objects.open(bucket, 'k')
    await t.objects.delete(t.context, bucket, { key: 'k', versionId })
    later(3_600_001)
    expect(await sweep()).toBe(0)
    expect((await Array.fromAsync(open.read())).join('')).toBe('object')
    await t.kept.idle()
    expect(t.bytes.ids).not.toContain(body)
  })

  test('goes through any number of them', async () => {
    for (let i = 0; i < 1_234; i++) await t.take(String(i))
    later(3_600_001)
    expect(await sweep()).toBe(1_234)
    expect(t.bytes.ids.size).toBe(0)
  })
})

describe('the scrub', () => {
  test('reads everything and finds nothing where nothing is wrong', async () => {
    for (let i = 0; i < 120; i++) await t.put(bucket, `k${i % 50}`, 'four')
    await uploadPart()
    expect(await scrub()).toEqual({ found: [], pieces: 121, bytes: 484 })
  })

  test('names what is damaged', async () => {
    const one = await t.put(bucket, 'one', 'x')
    const two = await t.put(bucket, 'two', 'x')
    const { upload, part } = await uploadPart()
    t.bytes.damage(one.body, 'changed')
    t.bytes.damage(two.body, 'lost')
    t.bytes.damage(part.stored.id, 'lost')
    const { found } = await scrub()
    const of = (key: string, bytesId: string) => ({ bucket, key, bytesId })
    expect(found.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
      { ...of('one', one.body), versionId: one.versionId, partNumber: 1, what: expect.stringContaining('changed') },
      { ...of('two', two.body), versionId: two.versionId, partNumber: 1, what: expect.stringContaining('lost') },
      { ...of('u', part.stored.id), uploadId: upload.id, partNumber: 3, what: expect.stringContaining('lost') },
    ])
  })

  test('compares digests, also when the bytes say that they are whole', async () => {
    const { stored, md5 } = await t.take('x')
    const put = (key: string, wrong: object) => t.put(bucket, key, '', { taken: { stored, md5, ...wrong } })
    await put('md5', { md5: '0'.repeat(32) })
    const taken = await t.take('y')
    await t.put(bucket, 'sha256', '', { taken, sha256: '0'.repeat(64) })
    const { found } = await scrub()
    expect(found.map(({ key, what }) => `${key}: ${what.split(' ')[0]}`).toSorted()).toEqual([
      'md5: MD5',
      'sha256: SHA-256',
    ])
  })

  test('does not take what is deleted meanwhile for damaged', async () => {
    const put = await t.put(bucket, 'k', 'x')
    const { read } = t.bytes
    t.bytes.read = (...args) => {
      t.bytes.damage(put.body, 'lost')
      return read(...args)
    }
    const { listAll, find } = t.storage.read.pieces
    t.storage.read.pieces.find = async (...args) => {
      await t.objects.delete(t.context, bucket, { key: 'k', versionId: put.versionId })
      return find(...args)
    }
    expect(await listAll({ body: '', number: 0 }, 9)).toHaveLength(1)
    expect((await scrub()).found).toEqual([])
  })
})
