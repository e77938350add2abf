import { describe, expect, test } from 'vitest'
import { allowAll, denyAll, policyText } from '../../test/scenario.ts'
import { compilePolicy, mayAllowAction, mayAllowService, statementText } from '../index.ts'

const policy = (...statements: object[]) =>
  compilePolicy(policyText(statements as Record<string, unknown>[]), 'identity')

describe('a service may be allowed', () => {
  test.each([
    ['*', 'ssm', true],
    ['ssm:*', 'ssm', true],
    ['SSM:Get*', 'ssm', true],
    ['ssm:GetParameter', 'ssm', true],
    ['ssm:GetParameter', 'ec2', false],
    ['s*:GetParameter', 'ssm', false],
  ])('by Action %s: %s %s', (Action, service, expected) => {
    expect(mayAllowService(policy({ ...allowAll, Action }), service)).toBe(expected)
  })

  test.each([
    [['iam:*'], 'ssm', true],
    [['iam:*'], 'iam', false],
    [['iam:Create*'], 'iam', true],
    [['*'], 'ssm', false],
  ])('by NotAction %s: %s %s', (NotAction, service, expected) => {
    const { Action: _, ...rest } = allowAll
    expect(mayAllowService(policy({ ...rest, NotAction }), service)).toBe(expected)
  })

  test('whatever is denied, and not by a denial', () => {
    expect(mayAllowService(policy(allowAll, denyAll), 'ssm')).toBe(true)
    expect(mayAllowService(policy(denyAll), 'ssm')).toBe(false)
  })

  test('and so may one of its actions', () => {
    const reads = policy({ ...allowAll, Action: ['ssm:Get*', 'iam:ListUsers'] })
    expect(mayAllowAction(reads, 'ssm:GetParameter')).toBe(true)
    expect(mayAllowAction(reads, 'ssm:PutParameter')).toBe(false)
    expect(mayAllowAction(reads, 'iam:listusers')).toBe(true)
  })
})

test('a statement is told as it stands in the document, and one alone is the first', () => {
  expect(statementText(policy(allowAll, { ...denyAll, Sid: 'No' }), 1)).toBe(JSON.stringify({ ...denyAll, Sid: 'No' }))
  const single = compilePolicy(policyText(allowAll), 'identity')
  expect(statementText(single, 0)).toBe(JSON.stringify(allowAll))
  expect(statementText(single, 1)).toBeUndefined()
})
