import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeOf, findPair, findStep, stepAt } from './one-time-code.ts'

const seed = Buffer.from('12345678901234567890')

// Appendix B of RFC 6238, the last six of its eight digits.
test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at %d seconds the code of the RFC is %s', (seconds, code) => {
  expect(codeOf(seed, stepAt(new Date(seconds * 1000)))).toBe(code)
})

test('a code is found in its window and nowhere else', () => {
  const seeds = fc.uint8Array({ minLength: 20, maxLength: 40 })
  fc.assert(
    fc.property(seeds, fc.integer({ min: 3, max: 2 ** 30 }), fc.integer({ min: -3, max: 3 }), (key, step, off) => {
      const code = codeOf(key, step + off)
      const found = findStep(key, code, step - 1, step + 1)
      if (Math.abs(off) <= 1) expect(found).toBeDefined()
      if (found !== undefined) expect(codeOf(key, found)).toBe(code)
    }),
  )
})

test('two codes count only in their order, one right after the other', () => {
  const codes = [10, 11, 12].map(step => codeOf(seed, step))
  expect(findPair(seed, [codes[0]!, codes[1]!], 9, 11)).toBe(10)
  expect(findPair(seed, [codes[1]!, codes[0]!], 9, 11)).toBeUndefined()
  expect(findPair(seed, [codes[0]!, codes[2]!], 9, 11)).toBeUndefined()
  expect(findPair(seed, [codes[0]!, codes[0]!], 9, 11)).toBeUndefined()
})

test.each(['', '12345', '1234567', '28708２', '-87082'])('%j is no code', code => {
  expect(findStep(seed, code, 0, 3)).toBeUndefined()
})
