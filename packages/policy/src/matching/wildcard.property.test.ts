import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchArn, matchResource, matchText, tokensOf } from '../../test/reference-matching.ts'
import { arnSymbols } from './arn-symbols.ts'
import { Wildcard, wildcardSymbols } from './wildcard.ts'

const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', ':'), maxLength: 10 })
const texts = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 14 })

/** Long enough for several machine words, with few wildcards so that the recursion of the reference ends. */
const longPatterns = fc
  .tuple(fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '?'), maxLength: 60 }), { maxLength: 3 }), fc.nat(70))
  .map(([runs, tail]) => `${runs.join('*')}${'a'.repeat(tail)}`)

test('matching equals the recursive definition', () => {
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => {
      expect(new Wildcard(wildcardSymbols(pattern)).matches(text)).toBe(matchText(pattern, text))
    }),
    { numRuns: 5000 },
  )
})

test('a long pattern matches the texts made from it, and equals the definition on texts one character off', () => {
  fc.assert(
    fc.property(longPatterns, texts, fc.nat(200), (pattern, filling, at) => {
      const made = pattern.replaceAll('*', filling).replaceAll('?', 'b')
      const off = `${made.slice(0, at)}c${made.slice(at + 1)}`
      const wildcard = new Wildcard(wildcardSymbols(pattern))
      expect(wildcard.matches(made)).toBe(true)
      expect(wildcard.matches(off)).toBe(matchText(pattern, off))
    }),
    { numRuns: 1000 },
  )
})

const arnPatterns = fc.oneof(
  fc.array(patterns, { minLength: 3, maxLength: 7 }).map(parts => parts.join(':')),
  fc.string({ unit: fc.constantFrom('a', '*', ':', ':', ':'), maxLength: 12 }),
)
const arnTexts = fc.string({ unit: fc.constantFrom('a', 'b', ':', ':'), maxLength: 16 })

test('resources match part by part as defined, with runs that pass colons at the end of a part', () => {
  fc.assert(
    fc.property(arnPatterns, arnTexts, (pattern, text) => {
      const wildcard = new Wildcard(arnSymbols([{ text: pattern, wild: true }], true))
      expect(wildcard.matches(text)).toBe(matchResource(tokensOf(pattern, true), text))
    }),
    { numRuns: 3000 },
  )
})

test('the Arn operators compare six parts one by one', () => {
  const six = fc.array(fc.string({ unit: fc.constantFrom('a', '*', '?'), maxLength: 4 }), {
    minLength: 6,
    maxLength: 7,
  })
  fc.assert(
    fc.property(six, arnTexts, (parts, rest) => {
      const pattern = ['arn', ...parts.slice(1)].join(':')
      const text = `arn:${rest}`
      const expected = matchArn(tokensOf(pattern, true), text)
      fc.pre(expected !== undefined)
      expect(new Wildcard(arnSymbols([{ text: pattern, wild: true }], false)).matches(text)).toBe(expected)
    }),
    { numRuns: 2000 },
  )
})
