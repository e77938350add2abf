import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { completeCharacters } from './complete-characters.ts'

test('text that is cut anywhere comes whole, and what is held back is less than a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(200), (text, at) => {
      const bytes = Buffer.from(text)
      const cut = Math.min(at, bytes.length)
      const length = completeCharacters(bytes.subarray(0, cut))
      const decoder = new TextDecoder('utf-8', { fatal: true })
      expect(decoder.decode(bytes.subarray(0, length)) + decoder.decode(bytes.subarray(length))).toBe(
        decoder.decode(bytes),
      )
      expect(cut - length).toBeLessThan(4)
    }),
  )
})

test('bytes that are no text are held back by three at most', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), bytes => {
      const length = completeCharacters(bytes)
      expect(length).toBeLessThanOrEqual(bytes.length)
      expect(bytes.length - length).toBeLessThan(4)
    }),
  )
})

test.each([
  ['6162', 2],
  ['ab', 1],
  ['e6', 0],
  ['e697', 0],
  ['e697a5', 3],
  ['61f09f90', 1],
  ['8080', 2],
  ['ff', 1],
])('of %s, %i bytes go on', (hex, length) => {
  expect(completeCharacters(Buffer.from(hex, 'hex'))).toBe(length)
})
