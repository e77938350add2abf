import { createHash, createSecretKey, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createObjectKeys } from './object-keys.ts'
import { countSegments, createSegments, sealedSizeOf, segmentBytes } from './segments.ts'

test.each([
  [0, 1],
  [1, 1],
  [segmentBytes, 1],
  [segmentBytes + 1, 2],
  [2 ** 40, 2 ** 24],
])('%i bytes are %i segments', (sizeBytes, segments) => {
  expect(countSegments(sizeBytes)).toBe(segments)
  expect(sealedSizeOf(sizeBytes)).toBe(sizeBytes + 16 * segments)
})

test('a segment opens in its own place of its own object only', () => {
  const key = createSecretKey(randomBytes(32))
  const segments = createSegments('a', key)
  const sealed = Buffer.concat(segments.seal(7, false, Buffer.from('plain')))
  expect(segments.open(7, false, sealed)?.toString()).toBe('plain')
  expect(segments.open(7, true, sealed)).toBeUndefined()
  expect(segments.open(8, false, sealed)).toBeUndefined()
  expect(createSegments('b', key).open(7, false, sealed)).toBeUndefined()
  expect(createSegments('a', createSecretKey(randomBytes(32))).open(7, false, sealed)).toBeUndefined()
})

test('a key opens for its own object only', () => {
  const keys = createObjectKeys(randomBytes(32))
  const { key, sealedKey } = keys.make('a')
  expect(keys.open('a', sealedKey)?.equals(key)).toBe(true)
  expect(keys.open('b', sealedKey)).toBeUndefined()
  expect(createObjectKeys(randomBytes(32)).open('a', sealedKey)).toBeUndefined()
})

test('what was kept by earlier versions opens', () => {
  const keys = createObjectKeys(Buffer.alloc(32, 1))
  const sealedKey = 'AY181TSWtUkjA9sJYgxTalZPLTflJ5QZjbVY0+mkwW60CWQc/Bl5dahEVCBbrCnsnduY8z5TzfQsd9ILPg=='
  const key = keys.open('00112233445566778899aabbccddeeff', sealedKey)!
  const segments = createSegments('00112233445566778899aabbccddeeff', key)
  const sealed = [segments.seal(0, false, Buffer.alloc(segmentBytes, 'a')), segments.seal(1, true, Buffer.from('end'))]
  expect(createHash('sha256').update(Buffer.concat(sealed.flat())).digest('hex')).toBe(
    '0f5266fc590b86950edb80c1c03d80b975df9000a05b7b7ff34abc8817d52c99',
  )
})
