import { servedOperations } from '../services/index.ts'
import { describe, expect, test } from 'vitest'
import { isRead } from './is-read.ts'

describe('an operation is a read', () => {
  test.each([
    ['ssm:GetParameter', true],
    ['ssm:GetParametersByPath', true],
    ['ssm:DescribeSessions', true],
    ['iam:ListUsers', true],
    ['iam:SimulatePrincipalPolicy', true],
    ['hostler:ExplainAccess', true],
    ['logs:FilterLogEvents', true],
    ['sts:GetSessionToken', false],
    ['sts:GetFederationToken', false],
    ['ssm:GetAccessToken', false],
    ['ec2:GetPasswordData', false],
    ['iam:GenerateServiceLastAccessedDetails', false],
    ['sts:AssumeRole', false],
    ['ssm:StartSession', false],
    ['x:Getaway', false],
    ['Get', false],
    ['', false],
  ])('%s: %s', (operation, expected) => {
    expect(isRead(operation)).toBe(expected)
  })

  test('only if its name begins like one: nothing that is served and changes things does', () => {
    const names = [...servedOperations].flatMap(([service, list]) => list.map(name => `${service}:${name}`))
    const changes = /:(Create|Delete|Update|Put|Add|Remove|Attach|Detach|Tag|Untag|Start|Stop|Run|Terminate|Register)/
    const wrong = names.filter(name => isRead(name) && changes.test(name))
    expect(wrong).toEqual([])
    expect(names.filter(isRead).length).toBeGreaterThan(20)
  })
})
