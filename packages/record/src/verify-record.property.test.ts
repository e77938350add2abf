import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesToText } from './byte-text.ts'
import { splitChunks } from './split-chunks.ts'
import { newTestKey, testRecord } from './test-record.ts'
import { verifyRecord } from './verify-record.ts'

const key = newTestKey('key-a')
const record = testRecord(
  key,
  ['ls\r\n', 'a "quoted" \\ name', '\xe3\x81 \xff', '', 'bye'].map((data, index) => [
    { atMs: index * 100, code: 'o', data: btoa(data) },
    { atMs: index * 100 + 7, code: 'r', data: '80x24' },
    { atMs: index * 100 + 8, code: 'm', data: 'by 日本語' },
  ]),
)
const place = fc.nat({ max: record.length - 1 })
const check = (chunks: readonly string[]) => verifyRecord(chunks, { keyId: key.keyId }, key.crypto)
const faultsOf = async (chunks: readonly string[]) =>
  (await check(chunks)).faults.map(({ kind, chunk }) => `${kind} ${chunk}`)
const without = (index: number) => record.filter((_, other) => other !== index)

describe('a record that was tampered with', () => {
  test('any byte of any chunk that is another is named by its chunk', async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.nat(), fc.integer({ min: 1, max: 255 }), async (index, at, difference) => {
        const bytes = Buffer.from(record[index]!)
        bytes[at % bytes.length]! ^= difference
        const chunks = record.with(index, bytesToText(bytes))
        expect(await faultsOf(chunks)).toEqual([`changed ${index}`])
      }),
      { numRuns: 400 },
    )
  })
  test('any byte of the file that is another is told', async () => {
    const file = Buffer.from(record.join(''))
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: file.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, difference) => {
        const bytes = Buffer.from(file)
        bytes[at]! ^= difference
        const { chunks, rest } = splitChunks(bytesToText(bytes))
        const { faults } = await check(rest === '' ? chunks : [...chunks, rest])
        expect(faults[0]?.kind).toBe('changed')
      }),
      { numRuns: 400 },
    )
  })
  test('a chunk that was taken out is missing, or leaves the record unfinished', async () => {
    await fc.assert(
      fc.asyncProperty(place, async index => {
        const isLast = index === record.length - 1
        expect(await faultsOf(without(index))).toEqual([isLast ? `unfinished ${index}` : `missing ${index}`])
      }),
    )
  })
  test('of two chunks that changed places the later is out of order', async () => {
    await fc.assert(
      fc.asyncProperty(place, place, async (a, b) => {
        fc.pre(a < b)
        const faults = await faultsOf(record.with(a, record[b]!).with(b, record[a]!))
        expect(faults).toContain(`out-of-order ${a}`)
      }),
    )
  })
  test('a chunk that is there again is a duplicate', async () => {
    await fc.assert(
      fc.asyncProperty(place, place, async (index, at) => {
        const faults = await faultsOf(record.toSpliced(at, 0, record[index]!))
        expect(faults).toContain(`duplicate ${index}`)
      }),
    )
  })
})
