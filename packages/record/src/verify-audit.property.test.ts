import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesToText } from './byte-text.ts'
import { testAudit } from './test-audit.ts'
import { newTestKey } from './test-record.ts'
import { verifyAudit } from './verify-audit.ts'

const keyId = 'ab'.repeat(16)
const key = newTestKey(keyId)
const texts = ['one', 'a "quoted" \\ name', '日本語 \ufffd', '","hash":"', '{}', 'six', 'seven']
const whole = testAudit(key, texts)
const cut = testAudit(key, texts, 5, 'cd'.repeat(32))
const trail = fc.constantFrom(whole, cut)
const faultsOf = async (lines: readonly string[]) => (await verifyAudit(lines, { keyId }, key.crypto)).faults
const place = fc.nat({ max: whole.length - 1 })

test('an untouched trail has no fault, with and without a cut', async () => {
  expect(await faultsOf(whole)).toEqual([])
  expect(await faultsOf(cut)).toEqual([])
  expect(await faultsOf(testAudit(key, []))).toEqual([])
})

describe('a trail that was tampered with has faults', () => {
  test('where any byte of the file is another', async () => {
    await fc.assert(
      fc.asyncProperty(trail, fc.nat(), fc.integer({ min: 1, max: 255 }), async (lines, at, difference) => {
        const bytes = Buffer.from(lines.join('\n') + '\n')
        bytes[at % bytes.length]! ^= difference
        const changed = bytesToText(bytes).split('\n')
        expect(await faultsOf(changed.at(-1) === '' ? changed.slice(0, -1) : changed)).not.toEqual([])
      }),
      { numRuns: 600 },
    )
  })
  test('where any bytes were taken out, or put in', async () => {
    await fc.assert(
      fc.asyncProperty(trail, fc.nat(), fc.nat(), fc.string({ maxLength: 3 }), async (lines, from, length, put) => {
        const text = lines.join('\n')
        const at = from % text.length
        const out = text.slice(at, at + (length % 300))
        fc.pre(out !== put && !(put === '' && out === ''))
        const changed = text.slice(0, at) + put + text.slice(at + out.length)
        fc.pre(changed !== text)
        expect(await faultsOf(changed.split('\n'))).not.toEqual([])
      }),
      { numRuns: 600 },
    )
  })
  test('where any line is missing', async () => {
    await fc.assert(
      fc.asyncProperty(place, async index => {
        expect(await faultsOf(whole.toSpliced(index, 1))).not.toEqual([])
        // The line of a cut may go: the export then is a later part of the trail, and says so.
        expect(await faultsOf(cut.toSpliced(index + 1, 1))).not.toEqual([])
      }),
    )
  })
  test('where any lines changed places, or one is there again', async () => {
    await fc.assert(
      fc.asyncProperty(trail, place, place, async (lines, a, b) => {
        fc.pre(a !== b)
        expect(await faultsOf(lines.with(a, lines[b]!).with(b, lines[a]!))).not.toEqual([])
        expect(await faultsOf(lines.toSpliced(b, 0, lines[a]!))).not.toEqual([])
      }),
    )
  })
  test('where it was made anew by who has not the key', async () => {
    const forger = newTestKey(keyId)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string(), { maxLength: 5 }), async events => {
        expect(await faultsOf(testAudit(forger, events))).not.toEqual([])
      }),
      { numRuns: 20 },
    )
  })
  test('where it was cut short and ends with an earlier export’s end', async () => {
    const earlier = testAudit(key, texts.slice(0, 3))
    expect(await faultsOf([...whole.slice(0, 4), earlier.at(-1)!])).not.toEqual([])
  })
})

describe('held against an earlier export', () => {
  const earlier = testAudit(key, texts.slice(0, 4))
  const endOf = async (lines: string[]) => (await verifyAudit(lines, { keyId }, key.crypto)).end!
  const after = async (lines: string[], known: string[]) =>
    (await verifyAudit(lines, { keyId, known: await endOf(known) }, key.crypto)).faults

  test('a trail that goes on passes, from its beginning and from where the earlier one ended', async () => {
    expect(await after(whole, earlier)).toEqual([])
    expect(await after(earlier, earlier)).toEqual([])
    expect(await after(whole, testAudit(key, []))).toEqual([])
  })
  test('a trail that was shortened meanwhile does not', async () => {
    expect(await after(earlier, whole)).toMatchObject([{ message: expect.stringContaining('event 7') }])
  })
  test('a trail that was told anew does not, signed though it is', async () => {
    const anew = testAudit(key, ['another', ...texts.slice(1)])
    expect(await after(anew, earlier)).toMatchObject([{ message: expect.stringContaining('another event 4') }])
  })
  test('what was cut since is accounted for', async () => {
    expect(await after(cut, earlier)).toEqual([])
  })
})
