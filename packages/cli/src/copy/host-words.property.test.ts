import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Base64Reader } from './base64-reader.ts'
import { HostWords } from './host-words.ts'

const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 })

/** The bytes in pieces of these lengths, again and again. */
function* pieces(bytes: Uint8Array, lengths: readonly number[]) {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length]!
    yield bytes.subarray(at, at + length)
    at += length
  }
}

const plain = fc.uint8Array({ maxLength: 50 }).map(bytes => bytes.filter(byte => byte !== 0x1e))

test('words and what is between them are told apart, however they are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(plain, fc.stringMatching(/^[a-zA-Z0-9 ]{0,30}$/))), cuts, (parts, lengths) => {
      const bytes = Buffer.concat(parts.flatMap(([between, word]) => [between, Buffer.from(`\u001e${word}\u001e`)]))
      const words: string[] = []
      const between: Uint8Array[] = []
      const host = new HostWords(
        word => words.push(word),
        piece => between.push(piece),
      )
      for (const piece of pieces(bytes, lengths)) host.take(piece)
      expect(words).toEqual(parts.map(([, word]) => word))
      expect(Buffer.concat(between).equals(Buffer.concat(parts.map(([each]) => each)))).toBe(true)
    }),
  )
})

test('a host that never ends its word fills no memory', () => {
  const words: string[] = []
  const host = new HostWords(
    word => words.push(word),
    () => {},
  )
  host.take(Buffer.from('\u001e'))
  for (let n = 0; n < 100; n++) host.take(Buffer.alloc(10_000, 'x'))
  host.take(Buffer.from('\u001e'))
  expect(words.map(({ length }) => length)).toEqual([8192])
})

test('base64 gives its bytes back, however it is cut and wrapped', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), cuts, fc.integer({ min: 1, max: 76 }), (bytes, lengths, width) => {
      const text = Buffer.from(bytes)
        .toString('base64')
        .replace(new RegExp(`.{1,${width}}`, 'g'), '$&\r\n')
      const reader = new Base64Reader()
      const read = [...pieces(Buffer.from(text), lengths)].map(piece => reader.read(piece))
      expect(Buffer.concat(read).equals(Buffer.from(bytes))).toBe(true)
    }),
  )
})
