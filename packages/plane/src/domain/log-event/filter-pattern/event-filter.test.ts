import { describe, expect, test } from 'vitest'
import { parseEventFilter } from './event-filter.ts'

const matches = (pattern: string, message: string) => parseEventFilter(pattern).matches(message)

describe('terms', () => {
  const message = '[ERROR 400] BAD REQUEST from "root" at 10.0.0.1'
  test.each([
    ['', true],
    ['  ', true],
    ['ERROR', true],
    ['error', false],
    ['ERROR BAD', true],
    ['BAD ERROR', true],
    ['ERROR GOOD', false],
    ['"BAD REQUEST"', true],
    ['"REQUEST BAD"', false],
    ['"from \\"root\\""', true],
    ['-ERROR', false],
    ['-GOOD', true],
    ['ERROR -GOOD', true],
    ['ERROR -"BAD REQUEST"', false],
    ['?GOOD ?BAD', true],
    ['?GOOD ?FINE', false],
    ['?"BAD REQUEST" ?GOOD', true],
    // Beside other terms, those marked `?` mean nothing.
    ['ERROR ?GOOD', true],
    ['%\\d{1,3}\\.\\d+%', true],
    ['%^ERROR%', false],
    ['-%[Bb]ad|BAD%', false],
    ['ERROR %40[0-9]%', true],
  ])('%s: %s', (pattern, expected) => {
    expect(matches(pattern, message)).toBe(expected)
  })
})

describe('conditions on JSON', () => {
  const message = JSON.stringify({
    eventType: 'UpdateTrail',
    sourceIPAddress: '111.111.111.111',
    arrayKey: ['value', 'another value'],
    objectList: [
      { name: 'a', id: 1 },
      { name: 'b', id: 2 },
    ],
    SomeObject: null,
    ThisFlag: true,
    off: false,
    size: 1048576,
    rate: -2.5,
    'odd name': 'x',
    nested: { 'dash-ed': { deep: 'yes' } },
  })
  test.each([
    ['{ $.eventType = "UpdateTrail" }', true],
    ['{ $.eventType = UpdateTrail }', true],
    ['{$.eventType="updatetrail"}', false],
    ['{ $.eventType = "Update*" }', true],
    ['{ $.eventType = "*Trail" }', true],
    ['{ $.eventType = "U*d*Trail" }', true],
    ['{ $.eventType = "U*x*Trail" }', false],
    ['{ $.eventType = "*" }', true],
    ['{ $.eventType != "Create*" }', true],
    ['{ $.eventType = %^Up.*l$% }', true],
    ['{ $.eventType != %^Up% }', false],
    ['{ $.sourceIPAddress != 123.123.* }', true],
    ['{ $.sourceIPAddress = 111.111.* }', true],
    ['{ $.arrayKey[0] = "value" }', true],
    ['{ $.arrayKey[2] = "value" }', false],
    ['{ $.arrayKey[*] = "another*" }', true],
    ['{ $.objectList[1].id = 2 }', true],
    ['{ $.objectList[*].name = "c" }', false],
    ['{ $.SomeObject IS NULL }', true],
    ['{ $.SomeOther IS NULL }', false],
    ['{ $.SomeOther NOT EXISTS }', true],
    ['{ $.SomeObject NOT EXISTS }', false],
    ['{ $.SomeObject EXISTS }', true],
    ['{ $.ThisFlag IS TRUE }', true],
    ['{ $.ThisFlag IS FALSE }', false],
    ['{ $.off IS FALSE }', true],
    ['{ $.size > 1048575 }', true],
    ['{ $.size >= 1048576 && $.size <= 1048576 }', true],
    ['{ $.size < 1e3 }', false],
    ['{ $.size = 1.048576e6 }', true],
    ['{ $.size != 1048576 }', false],
    ['{ $.rate < -2 }', true],
    ['{ $.eventType > 3 }', false],
    // What is not there equals nothing, and differs from nothing.
    ['{ $.missing != "x" }', false],
    ['{ $.objectList != "x" }', false],
    ['{ $["odd name"] = x }', true],
    ['{ $.nested.dash-ed.deep = yes }', true],
    ['{ $.nested.constructor EXISTS }', false],
    ['{ $.ThisFlag IS TRUE && ($.size < 1 || $.eventType = "UpdateTrail") }', true],
    ['{ $.ThisFlag IS TRUE && $.size < 1 || $.eventType = "UpdateTrail" }', true],
    ['{ ($.ThisFlag IS TRUE) && ($.size < 1) }', false],
    ['{ ((($.size > 1))) }', true],
  ])('%s: %s', (pattern, expected) => {
    expect(matches(pattern, message)).toBe(expected)
  })

  test.each(['', 'plain', '"text"', '12', 'null', '{"a":', '{ $.a = 1 }'])(
    'text that is no JSON meets none: %j',
    text => {
      expect(matches('{ $.a NOT EXISTS }', text)).toBe(false)
    },
  )

  test('JSON nested however deeply is no matter', () => {
    const deep = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    expect(() => matches('{ $.a[0][0] EXISTS }', deep)).not.toThrow()
  })
})

test.each([
  ['[ip, user]', 'Space-delimited'],
  ['foo-bar', "Invalid character(s) in term 'foo-bar'"],
  ['- a', "Invalid character(s) in term ''"],
  ['"open', 'Unterminated string'],
  ['%open', 'Unterminated regular expression'],
  ['%a(b)%', 'unsupported characters'],
  ['%é%', 'unsupported characters'],
  ['%[%', 'Invalid regular expression'],
  ['%a{1000}%', 'Invalid regular expression'],
  ['%a% %b% %c%', 'Too many regular expressions'],
  ['a '.repeat(65), 'Too many terms'],
  ['{ }', 'expected'],
  ['{ $ = 1 }', 'expected a selector'],
  ['{ $.a }', 'expected an operator'],
  ['{ $.a = }', 'expected a value'],
  ['{ $.a > "x" }', 'expected a number'],
  ['{ $.a IS 3 }', 'expected NULL'],
  ['{ $.a = 1', "expected '}'"],
  ['{ $.a = 1 } x', 'expected the end'],
  ['{ ($.a = 1 }', "expected ')'"],
  [`{ ${'('.repeat(17)}$.a = 1${')'.repeat(17)} }`, 'Too many nested'],
  [`{ ${'$.a=1||'.repeat(64)}$.a=1 }`, 'Too many conditions'],
])('%s is refused', (pattern, words) => {
  expect(() => parseEventFilter(pattern)).toThrow(
    expect.objectContaining({ key: 'filter-pattern.invalid', message: expect.stringContaining(words) }),
  )
})
