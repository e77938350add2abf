import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { DomainError } from '../../basics/errors.ts'
import { parseEventFilter } from './event-filter.ts'
import { Needle } from './needle.ts'
import { wildcardTest } from './text-test.ts'

/** Texts of few letters repeat themselves, which is what searching goes wrong on. */
const fewLetters = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b'), maxLength })
const word = fc.stringMatching(/^[a-z]{1,3}$/)
const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

test('a needle is found where it stands first', () => {
  fc.assert(
    fc.property(fewLetters(6), fewLetters(40), fc.nat(40), (needle, text, from) => {
      fc.pre(from <= text.length)
      expect(new Needle(needle).find(text, from)).toBe(text.indexOf(needle, from))
    }),
  )
})

test('asterisks stand for anything, and every other character for itself', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.', '\\'), maxLength: 8 })
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '\\'), maxLength: 12 })
  fc.assert(
    fc.property(pattern, text, (wildcards, subject) => {
      const parts = wildcards.split('*').map(part => part.replace(/[.\\]/g, '\\$&'))
      expect(wildcardTest(wildcards).matches(subject)).toBe(new RegExp(`^${parts.join('.*')}$`, 's').test(subject))
    }),
  )
})

test('terms are all there, none of them, or one of them, whatever they are', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 4 }),
      fc.array(text, { maxLength: 3 }),
      fc.string(),
      (terms, more, rest) => {
        const message = [...more, rest].join(' ')
        const has = (term: string) => message.includes(term)
        const pattern = (mark: string) => terms.map(term => mark + quoted(term)).join(' ')
        expect(parseEventFilter(pattern('')).matches(message)).toBe(terms.every(has))
        expect(parseEventFilter(pattern('-')).matches(message)).toBe(!terms.some(has))
        expect(parseEventFilter(pattern('?')).matches(message)).toBe(terms.some(has))
      },
    ),
  )
})

type Expression = { readonly text: string; readonly holds: (value: Record<string, number | string>) => boolean }

/** Expressions of conditions, `&&`, `||` and parentheses with what they mean. */
const expression = fc.letrec<{ expression: Expression; condition: Expression }>(tie => ({
  condition: fc.oneof(
    fc.tuple(word, word).map(([name, wanted]) => ({
      text: `$.${name} = ${quoted(wanted)}`,
      holds: (value: Record<string, number | string>) => value[name] === wanted,
    })),
    fc.tuple(word, fc.integer({ min: -9, max: 9 })).map(([name, least]) => ({
      text: `$.${name}>${least}`,
      holds: (value: Record<string, number | string>) => typeof value[name] === 'number' && value[name] > least,
    })),
    word.map(name => ({
      text: `$.${name} NOT EXISTS`,
      holds: (value: Record<string, number | string>) => value[name] === undefined,
    })),
  ),
  expression: fc.oneof(
    { depthSize: 'small', maxDepth: 5 },
    tie('condition'),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => ({
      text: `(${a.text}) && (${b.text})`,
      holds: (value: Record<string, number | string>) => a.holds(value) && b.holds(value),
    })),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => ({
      text: `(${a.text})||( ${b.text} )`,
      holds: (value: Record<string, number | string>) => a.holds(value) || b.holds(value),
    })),
  ),
})).expression

test('conditions hold as they are joined', () => {
  const value = fc.dictionary(word, fc.oneof(word, fc.integer({ min: -9, max: 9 })), { noNullPrototype: true })
  fc.assert(
    fc.property(expression, value, ({ text, holds }, event) => {
      expect(parseEventFilter(`{ ${text} }`).matches(JSON.stringify(event))).toBe(holds(event))
    }),
  )
})

test('any pattern is understood or refused in words, and any text is tried', () => {
  const token = fc.constantFrom(
    '{',
    '}',
    '(',
    ')',
    '$',
    '.a',
    '[0]',
    '[*]',
    '=',
    '!=',
    '<',
    '&&',
    '||',
    '"',
    '%',
    '-',
    '?',
  )
  const keyword = fc.constantFrom(' IS', ' NULL', ' NOT EXISTS', ' 1', ' a*', ' \\')
  const pattern = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.array(fc.oneof(token, keyword), { maxLength: 30 }).map(parts => parts.join('')),
    fc.array(fc.oneof(token, keyword), { maxLength: 30 }).map(parts => `{$.a${parts.join('')}}`),
  )
  fc.assert(
    fc.property(pattern, fc.oneof(fc.string(), fc.json()), (text, message) => {
      try {
        expect(typeof parseEventFilter(text).matches(message)).toBe('boolean')
      } catch (error) {
        expect(error).toBeInstanceOf(DomainError)
        expect((error as DomainError).key).toBe('filter-pattern.invalid')
      }
    }),
    { numRuns: 500 },
  )
})
