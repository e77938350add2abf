import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSessionTokens, longestTokenSeconds } from './session-tokens.ts'

const tokens = createSessionTokens(Buffer.alloc(32, 7))
const moment = fc.date({ min: new Date(0), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
const life = fc.integer({ min: 1, max: longestTokenSeconds })

test('a token is accepted within its life, and only there', () => {
  fc.assert(
    fc.property(moment, life, fc.integer({ min: 0, max: 100_000_000 }), (now, ttlSeconds, laterMs) => {
      const token = tokens.issue('i-1', ttlSeconds, now)
      expect(tokens.accepts(token, 'i-1', new Date(now.getTime() + laterMs))).toBe(laterMs < ttlSeconds * 1000)
    }),
  )
})

test('a token with any character changed is refused', () => {
  const now = new Date('2026-11-22T00:00:00Z')
  const token = tokens.issue('i-1', 60, now)
  fc.assert(
    fc.property(fc.nat({ max: token.length - 1 }), fc.string({ minLength: 1, maxLength: 1 }), (index, character) => {
      fc.pre(token[index] !== character)
      const changed = token.slice(0, index) + character + token.slice(index + 1)
      expect(tokens.accepts(changed, 'i-1', now)).toBe(false)
    }),
  )
})

test('text of any kind is refused without an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), text => {
      expect(tokens.accepts(text, 'i-1', new Date(0))).toBe(false)
    }),
  )
})

test('a token sealed under another secret is refused', () => {
  const other = createSessionTokens(Buffer.alloc(32, 8))
  expect(tokens.accepts(other.issue('i-1', 60, new Date(0)), 'i-1', new Date(0))).toBe(false)
})
