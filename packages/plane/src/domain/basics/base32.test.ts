import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromBase32, toBase32 } from './base32.ts'

// RFC 4648, section 10, without padding.
test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('%j is %j', (text, encoded) => {
  expect(toBase32(Buffer.from(text))).toBe(encoded)
})

test('bytes come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array(), bytes => {
      expect(Uint8Array.from(fromBase32(toBase32(bytes))!)).toEqual(Uint8Array.from(bytes))
    }),
  )
})

test.each(['a', 'M1', 'MZ=='])('%j is no base32', text => {
  expect(fromBase32(text)).toBeUndefined()
})
