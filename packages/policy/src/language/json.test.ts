import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JsonNumber, readJson, type JsonValue } from './json.ts'

/** Back to what JSON.parse gives, so that the two can be compared. */
function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text)
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, member]) => [name, plain(member)]))
  return Array.isArray(value) ? value.map(plain) : value
}

describe('the JSON reader', () => {
  test('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, noUnicodeString: false }), fc.nat(3), (value, indent) => {
        fc.pre(JSON.stringify(value).isWellFormed() && !JSON.stringify(value).includes('__proto__'))
        const text = JSON.stringify(value, undefined, indent)
        let read: unknown
        try {
          read = plain(readJson(text))
        } catch {
          // Escaped lone surrogates are JSON, but no text.
          expect(text).toMatch(/\\ud[89a-f]/)
          return
        }
        expect(read).toEqual(JSON.parse(text))
      }),
    )
  })

  test('refuses what JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ 01-.eE+tfn\n'.split('')), maxLength: 12 }), text => {
        let valid = true
        try {
          JSON.parse(text)
        } catch {
          valid = false
        }
        fc.pre(!valid)
        expect(() => readJson(text)).toThrow('Syntax errors in policy.')
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    '{"a":1,"a":1}',
    '{"a":{"b":1,"\\u0062":2}}',
    '"\\ud800"',
    '"\ud800"',
    '"\\udc00\\ud800"',
    '"\t"',
    '"\\x41"',
    '"\\u00g0"',
    "{'a':1}",
    '{"a":1,}',
    '[1,]',
    '01',
    '1.',
    '.5',
    '+1',
    'NaN',
    'tru',
    '\ufeff{}',
    '{} {}',
    '// comment\n{}',
    '',
    ' ',
    '{"a"',
  ])('refuses %j', text => {
    expect(() => readJson(text)).toThrow('Syntax errors in policy.')
  })

  test('keeps the spelling of numbers, and pairs of surrogates', () => {
    expect(readJson(' 1.0e2 ')).toEqual(new JsonNumber('1.0e2'))
    expect(readJson('"\\ud83d\\ude00 \\/\\b\\n"')).toBe('😀 /\b\n')
  })

  test('takes names such as __proto__ for what they are', () => {
    expect(readJson('{"__proto__":{"a":true}}')).toEqual(new Map([['__proto__', new Map([['a', true]])]]))
  })

  test.each(['[', '{"a":', '[{"a":'])('refuses 10,000 levels of %s without using up the stack', open => {
    expect(() => readJson(open.repeat(10_000))).toThrow('Syntax errors in policy.')
  })
})
