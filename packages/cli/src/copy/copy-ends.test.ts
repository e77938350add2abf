import { expect, test } from 'vitest'
import { copyEnds, parseCopyEnd } from './copy-ends.ts'

test.each([
  ['file', { path: 'file' }],
  ['./a:b', { path: './a:b' }],
  ['/a:b', { path: '/a:b' }],
  ['i-0123:/etc/hosts', { target: 'i-0123', path: '/etc/hosts' }],
  ['web-1:', { target: 'web-1', path: '~' }],
  ['Name=web-1:a:b', { target: 'Name=web-1', path: 'a:b' }],
  ['tag:Env=prod:/x', { target: 'tag:Env=prod', path: '/x' }],
])('%s', (text, end) => {
  expect(parseCopyEnd(text)).toEqual(end)
})

test('one end is a node', () => {
  expect(copyEnds('a', 'i-1:b').target).toBe('i-1')
  expect(copyEnds('i-1:b', 'a').target).toBe('i-1')
  for (const [from, to] of [
    ['a', 'b'],
    ['i-1:a', 'i-2:b'],
  ] as const) {
    expect(() => copyEnds(from, to)).toThrow('One end is a node')
  }
})
