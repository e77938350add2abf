import { describe, expect, test } from 'vitest'
import { allows } from '../../test/scenario.ts'

/** Whether `operator` with `policyValue` holds for a request whose `k:k` is `requestValue` and whose user is alice. */
function holds(operator: string, policyValue: unknown, requestValue: string, version?: string): boolean {
  const context = { 'k:k': requestValue, 'aws:username': 'alice', 'k:star': '*' }
  return allows({ Condition: { [operator]: { 'k:k': policyValue } } }, { context }, version)
}

describe('string operators', () => {
  test.each([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', ['b', 'a'], 'a', true],
    ['StringEquals', '', '', true],
    ['StringEquals', 'a*', 'ab', false],
    ['StringEquals', 'a*', 'a*', true],
    ['StringEquals', 'a${*}', 'a*', true],
    ['StringEquals', '${?}${$}', '?$', true],
    ['StringEquals', '${aws:username}', 'alice', true],
    ['StringEquals', '${AWS:USERNAME}x', 'alicex', true],
    ['StringEquals', "${k:none, 'x'}", 'x', true],
    ['StringEquals', "${k:none, '}'}", '}', true],
    ['StringEquals', '${k:none}', '', false],
    ['StringEquals', '${k:none}', '${k:none}', false],
    ['StringEquals', 5, '5', true],
    ['StringEquals', true, 'true', true],
    ['StringNotEquals', 'a', 'b', true],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringNotEquals', '${k:none}', 'a', true],
    ['StringEqualsIgnoreCase', 'ADMIN', 'admin', true],
    ['StringEqualsIgnoreCase', 'ad*', 'admin', false],
    ['StringEqualsIgnoreCase', '${aws:username}', 'ALICE', true],
    ['StringNotEqualsIgnoreCase', 'ADMIN', 'admin', false],
    ['StringNotEqualsIgnoreCase', 'ADMIN', '', true],
    ['StringLike', 'a*', 'abc', true],
    ['StringLike', 'a*', 'Abc', false],
    ['StringLike', 'a?c', 'abc', true],
    ['StringLike', 'a:*', 'a:b:c', true],
    ['StringLike', 'a${*}', 'abc', false],
    ['StringLike', 'a${*}', 'a*', true],
    ['StringLike', '${aws:username}*', 'alice-1', true],
    ['StringLike', '${k:star}', 'anything', false],
    ['StringLike', '${k:star}', '*', true],
    ['StringNotLike', 'a*', 'abc', false],
    ['StringNotLike', ['a*', 'b*'], 'c', true],
  ])('%s %j for %j is %s', (operator, policyValue, requestValue, expected) => {
    expect(holds(operator, policyValue, requestValue)).toBe(expected)
  })

  test('variables and escapes are plain text before version 2012-10-17', () => {
    expect(holds('StringEquals', '${aws:username}', 'alice', '2008-10-17')).toBe(false)
    expect(holds('StringEquals', '${aws:username}', '${aws:username}', '2008-10-17')).toBe(true)
    expect(holds('StringLike', 'a${*}', 'a${xyz}', '2008-10-17')).toBe(true)
  })
})
