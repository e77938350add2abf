import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parameterValues, putInParameters } from './put-in-parameters.ts'

const values = new Map<string, unknown>([
  ['name', 'web'],
  ['price', 'a$$b'],
  ['list', ['one', 'two']],
  ['trap', '{{ name }}'],
])

test.each([
  ['{{ name }}', 'web'],
  ['{{name}}', 'web'],
  ['{{  list }}', ['one', 'two']],
  ['x {{ list }} y', 'x ["one","two"] y'],
  ['{{ name }} and {{name}}', 'web and web'],
  ['for {{ price }}', 'for a$b'],
  ['{{ price }}', 'a$$b'],
  ['{{ trap }}!', '{{ name }}!'],
  ['{{ unknown }} {{ ssm:x }} {{ na-me }}', '{{ unknown }} {{ ssm:x }} {{ na-me }}'],
])('%s becomes %j', (text, expected) => {
  expect(putInParameters(text, values)).toEqual(expected)
})

test('references are found however deep, and nothing but text changes', () => {
  const value = { a: [{ b: '{{ name }}' }, 1, true, null], '{{ name }}': 'key' }
  expect(putInParameters(value, values)).toEqual({ a: [{ b: 'web' }, 1, true, null], '{{ name }}': 'key' })
})

test('a value goes in as it is, but for $$', () => {
  fc.assert(
    fc.property(fc.string(), value => {
      const put = putInParameters('<{{ x }}>', new Map([['x', value]]))
      expect(put).toBe(`<${value.split('$$').join('$')}>`)
    }),
  )
})

test('documents without references stay as they are', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      fc.pre(!JSON.stringify(value).includes('{{') && !JSON.stringify(value).includes('__proto__'))
      expect(putInParameters(value, values)).toEqual(value)
    }),
  )
})

test('given values come before defaults, and names that are none are dropped', () => {
  const declared = { a: { default: 'x' }, b: { default: 'y' }, c: {}, d: 'nonsense' }
  expect(parameterValues(declared, { b: 'z', 'no-name': 'n', e: 'extra' })).toEqual(
    new Map([
      ['a', 'x'],
      ['b', 'z'],
      ['e', 'extra'],
    ]),
  )
})
