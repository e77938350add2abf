import { expect, test } from 'vitest'
import { statementPositions } from './statement-positions.ts'

const place = (line: number, column: number) => ({ line, column })

test('each statement of a list stands where its braces are', () => {
  const text = `{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "a:[{]}", "Resource": "*"},
    {
      "Effect": "Deny"
    }
  ]
}`
  expect(statementPositions(text)).toEqual([
    { start: place(4, 5), end: place(4, 61) },
    { start: place(5, 5), end: place(7, 6) },
  ])
})

test('a statement that is no list stands by itself, wherever the member is', () => {
  const text = '{"Statement":{"Sid":"\\"Statement\\""},"Id":[{}],"Version":"2012-10-17"}'
  expect(statementPositions(text)).toEqual([{ start: place(1, 14), end: place(1, 37) }])
})

test.each(['{}', '{"Version":"2012-10-17"}', '{"Statement":[]}'])('%s has none', text => {
  expect(statementPositions(text)).toEqual([])
})

test.each(['{"Statement":[{}', '{"Statement"', '{"Statement":[{} {}]}', `{"a":${'['.repeat(10_000)}`])(
  '%j is refused',
  text => {
    expect(() => statementPositions(text)).toThrow('Syntax errors in policy.')
  },
)
