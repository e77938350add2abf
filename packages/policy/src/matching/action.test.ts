import { describe, expect, test } from 'vitest'
import { ActionMatcher, requestedAction } from './action.ts'

function matches(entries: readonly string[], action: string, negated = false): boolean {
  return new ActionMatcher({ entries, negated }).matches(requestedAction(action))
}

describe('Action', () => {
  test.each([
    ['ssm:GetParameter', 'ssm:GetParameter', true],
    ['ssm:GetParameter', 'ssm:GetParameters', false],
    ['SSM:getparameter', 'ssm:GetParameter', true],
    ['ssm:getparameter', 'SSM:GETPARAMETER', true],
    ['ssm:Get*', 'ssm:GetParameter', true],
    ['ssm:*Parameter', 'ssm:GetParameter', true],
    ['ssm:Get?arameter', 'ssm:GetParameter', true],
    ['ssm:*', 'ssm:X', true],
    ['ssm:*', 's3:X', false],
    ['ssm:*', 'ssmmessages:X', false],
    ['*', 'ssm:GetParameter', true],
    ['*:*', 'ssm:GetParameter', false],
    ['s*:GetParameter', 'ssm:GetParameter', false],
    ['ssm*', 'ssm:GetParameter', false],
    ['ssm:GetParameter ', 'ssm:GetParameter', false],
    [' ssm:GetParameter', 'ssm:GetParameter', false],
    ['ssm:GetParameter,', 'ssm:GetParameter', false],
    ['ssm:${aws:username}', 'ssm:alice', false],
    ['GetParameter', 'ssm:GetParameter', false],
    ['', 'ssm:GetParameter', false],
  ])('%j against %j is %s', (entry, action, expected) => {
    expect(matches([entry], action)).toBe(expected)
    expect(matches(['none:None', entry], action)).toBe(expected)
  })

  test('NotAction applies when no entry matches', () => {
    expect(matches(['iam:*', 'sts:*'], 'ssm:GetParameter', true)).toBe(true)
    expect(matches(['iam:*', 'ssm:Get*'], 'ssm:GetParameter', true)).toBe(false)
    expect(matches(['*'], 'ssm:GetParameter', true)).toBe(false)
  })

  test('a malformed NotAction entry matches nothing, so NotAction applies', () => {
    expect(matches(['ssm:GetParameter,'], 'ssm:GetParameter', true)).toBe(true)
  })
})
