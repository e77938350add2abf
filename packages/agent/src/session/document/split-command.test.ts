import { expect, test } from 'vitest'
import { splitCommand } from './split-command.ts'

test.each([
  ['ls -l /tmp', ['ls', '-l', '/tmp']],
  [`echo 'a  b' "c 'd'" e\\ f`, ['echo', 'a  b', `c 'd'`, 'e f']],
  [`a"b"'c'\\d`, ['abcd']],
  [`"a\\"b\\\\"`, ['a"b\\']],
  [`'' ""`, ['', '']],
  ['a # the rest\nb', ['a', 'b']],
  ['a#b', ['a#b']],
  ['  ', []],
  ['$HOME `id` $(id) | > & ;', ['$HOME', '`id`', '$(id)', '|', '>', '&', ';']],
])('%j is split into %j', (line, words) => {
  expect(splitCommand(line)).toEqual(words)
})

test.each(['a "b', `a 'b`, 'a "b\\"', 'a \\'])('%j is refused', line => {
  expect(() => splitCommand(line)).toThrow('Failed to parse commands input: EOF found when expecting')
})
