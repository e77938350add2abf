import { describe, expect, test } from 'vitest'
import type { DocumentFormat } from './document.ts'
import { readContent } from './read-content.ts'

function refusalOf(text: string, format: DocumentFormat): string {
  try {
    readContent(text, format)
  } catch (error) {
    const { key, message } = error as { key: string; message: string }
    return `${key}: ${message}`
  }
  return 'read'
}

describe('JSON', () => {
  test('is read as it stands', () => {
    const text = '{"a":[1,true,null,"x"],"b":{"constructor":"{}[]:","\\u0061\\"":"{\\"a\\":1,\\"a\\":2}"},"":0}'
    expect(readContent(text, 'JSON')).toEqual(JSON.parse(text))
  })

  test.each([
    ['not json', 'JSON not well-formed. Unexpected token'],
    ['{a}', 'JSON not well-formed. at Line: 1, Column: 2'],
    ['{\n  "a": 1,\n}', 'JSON not well-formed. at Line: 3, Column: 1'],
    ['{"a": [1', 'JSON not well-formed. at Line: 1, Column: 9'],
    ['', 'JSON not well-formed. at Line: 1, Column: 1'],
    ['[]', 'must be an object'],
    ['"text"', 'must be an object'],
    ['null', 'must be an object'],
    ['{"a":1,"a":2}', 'The name a stands twice'],
    ['{"a":1,"\\u0061":2}', 'The name a stands twice'],
    ['{"x":[{"b":{"a":1,"b":2,"a":3}}]}', 'The name a stands twice'],
    ['{"__proto__":{"polluted":true}}', '__proto__'],
    [`{"a":${'['.repeat(50)}${']'.repeat(50)}}`, 'deeper than 50'],
    [`{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 'deeper than 50'],
  ])('%.40s is refused: %s', (text, message) => {
    expect(refusalOf(text, 'JSON')).toMatch(/^document-content\.invalid: /)
    expect(refusalOf(text, 'JSON')).toContain(message)
  })

  test('names may stand in different objects', () => {
    expect(refusalOf('{"a":{"a":1},"b":[{"a":1},{"a":1}]}', 'JSON')).toBe('read')
  })
})

describe('YAML', () => {
  test('is read as JSON would be', () => {
    const text = 'schemaVersion: "1.0"\nlist:\n  - a\n  - {b: 1, c: yes}\nempty:\n1: one\nfolded: >\n  two\n  lines\n'
    expect(readContent(text, 'YAML')).toEqual({
      schemaVersion: '1.0',
      list: ['a', { b: 1, c: 'yes' }],
      empty: null,
      '1': 'one',
      folded: 'two lines\n',
    })
  })

  test.each([
    ['a: 1\na: 2', 'The name a stands twice'],
    ['1: a\n"1": b', 'The name 1 stands twice'],
    ['__proto__: {polluted: true}', '__proto__'],
    ['a: &x 1\nb: *x', 'aliases'],
    ['a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]', 'aliases'],
    ['a: !!binary aGk=', 'YAML not well-formed. at Line: 1'],
    ['a: !custom x', 'YAML not well-formed. at Line: 1, Column: 4'],
    ['a: .inf', 'finite'],
    ['{[a]: 1}', 'plain texts'],
    ['--- {}\n--- {}', 'YAML not well-formed'],
    ['a: [', 'YAML not well-formed'],
    ['a: b: c', 'YAML not well-formed'],
    ['', 'must be an object'],
    ['- a', 'must be an object'],
    [`a: ${'['.repeat(60)}${']'.repeat(60)}`, 'deeper than 50'],
  ])('%.40j is refused: %s', (text, message) => {
    expect(refusalOf(text, 'YAML')).toMatch(/^document-content\.invalid: /)
    expect(refusalOf(text, 'YAML')).toContain(message)
  })

  test.each(
    ['[', '{a: ', '- ', '? ', '[}', ': ', '&a ', '*a ', '!x ', '%a\n', '- &a x\n', '"', 'a:\n ', '[,'].map(piece => [
      piece,
    ]),
  )('64 KiB of %j are refused and break nothing', piece => {
    expect(refusalOf(piece.repeat(65_536 / piece.length), 'YAML')).toMatch(/^document-content\.invalid: /)
  })
})

test('the size is that of the bytes: 65,536 and no more', () => {
  const text = (length: number) => `{"a":"${'文'.repeat(21_842)}${'x'.repeat(length)}"}`
  expect(Buffer.byteLength(text(2))).toBe(65_536)
  expect(refusalOf(text(2), 'JSON')).toBe('read')
  for (const format of ['JSON', 'YAML'] as const) {
    expect(refusalOf(text(3), format)).toBe('document-size.limit-exceeded: The size limit of a document is 64 KB.')
  }
})

test('nothing that was read changed what other objects are', () => {
  refusalOf('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}', 'JSON')
  readContent('constructor: {prototype: {polluted: 1}}', 'YAML')
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
})
