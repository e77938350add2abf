import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesToText, textToBytes } from './byte-text.ts'

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.string({ unit: 'binary' }).map(text => new Uint8Array(Buffer.from(text))),
  fc
    .array(fc.constantFrom(0xe3, 0x81, 0x82, 0xed, 0xb2, 0xa0, 0xf0, 0x9f, 0xc0, 0x41))
    .map(list => Uint8Array.from(list)),
)

test('any bytes come back from JSON as they were', () => {
  fc.assert(
    fc.property(bytes, given => {
      const text = JSON.parse(JSON.stringify(bytesToText(given))) as string
      expect([...textToBytes(text)]).toEqual([...given])
    }),
  )
})

test('bytes that are UTF-8 are readable text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), text => {
      expect(bytesToText(new Uint8Array(Buffer.from(text)))).toBe(text)
    }),
  )
})
