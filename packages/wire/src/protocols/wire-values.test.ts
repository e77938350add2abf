import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clampInteger, parseBase64, parseEpochSeconds, parseIsoTime } from './wire-values.ts'

describe('ISO times', () => {
  test.each([
    ['2026-11-22T01:02:03Z', '2026-11-22T01:02:03.000Z'],
    ['2026-11-22T01:02:03.1Z', '2026-11-22T01:02:03.100Z'],
    ['2026-11-22T01:02:03.123456789Z', '2026-11-22T01:02:03.123Z'],
    ['2026-11-22T01:02:03+05:30', '2026-11-21T19:32:03.000Z'],
    ['2026-11-22T01:02:03-0800', '2026-11-22T09:02:03.000Z'],
    ['2026-11-22T01:02:03+01', '2026-11-22T00:02:03.000Z'],
    ['2026-11-22T01:02', '2026-11-22T01:02:00.000Z'],
    ['2026-11-22', '2026-11-22T00:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(parseIsoTime(text)?.toISOString()).toBe(expected)
  })

  test.each(['', 'soon', '2026', '2026-13-01', '2026-11-22T25:00:00Z', '22/11/2026', '2026-11-22T01:02:03Z ', '1'])(
    '%j is none',
    text => {
      expect(parseIsoTime(text)).toBeUndefined()
    },
  )

  test('every date reads back from what it prints', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), date => {
        expect(parseIsoTime(date.toISOString())).toEqual(date)
        expect(parseEpochSeconds(date.getTime() / 1000)).toEqual(date)
      }),
    )
  })
})

test('base64 is read strictly', () => {
  expect(parseBase64('aGk=')).toEqual(Buffer.from('hi'))
  expect(parseBase64('')).toEqual(Buffer.alloc(0))
  for (const text of ['aGk', 'aG k', 'a===', '-_-_', 'aGk=\n']) expect(parseBase64(text)).toBeUndefined()
})

test('whole numbers stay inside their type', () => {
  expect(clampInteger('integer', 2 ** 31)).toBe(2 ** 31 - 1)
  expect(clampInteger('long', -Infinity)).toBe(-(2 ** 53))
  expect(Object.is(clampInteger('integer', -0.5), 0)).toBe(true)
})
