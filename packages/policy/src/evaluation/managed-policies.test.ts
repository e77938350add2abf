import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compilePolicy, evaluate, validatePolicy, type PolicySets } from '../index.ts'
import { callers, request } from '../../test/scenario.ts'

const folder = new URL('../../../plane/data/managed-policies/', import.meta.url)
const names = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.json')) : []

function textOf(name: string): string {
  const { Document } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { Document: unknown }
  return JSON.stringify(Document)
}

function setsWith(name: string): PolicySets {
  return { identity: [{ id: name, policy: compilePolicy(textOf(name), 'identity') }] }
}

describe.skipIf(names.length === 0)("AWS's managed policies", () => {
  test.each(names)('%s compiles and passes the checks of a saved policy', name => {
    const policy = compilePolicy(textOf(name), 'identity')
    expect(policy.allows.length + policy.denies.length).toBeGreaterThan(0)
    expect(() => validatePolicy(textOf(name), 'identity')).not.toThrow()
  })

  test('the instance core policy reads parameters, the default host management policy does not', () => {
    const ask = request({ principal: callers.session, action: 'ssm:GetParameters' })
    expect(evaluate(ask, setsWith('AmazonSSMManagedInstanceCore.json')).effect).toBe('allow')
    expect(evaluate(ask, setsWith('AmazonSSMManagedEC2InstanceDefaultPolicy.json')).effect).toBe('implicit-deny')
  })

  test('a wildcard in the partition matches (AmazonSSMAutomationRole)', () => {
    const resource = 'arn:aws:ssm:us-east-1:111111111111:session/alice-0a1b2c3d4e5f60718'
    const sets = setsWith('AmazonSSMAutomationRole.json')
    expect(evaluate(request({ action: 'ssmmessages:OpenDataChannel', resource }), sets).effect).toBe('allow')
  })

  test('power users may do everything but what NotAction lists', () => {
    const sets = setsWith('PowerUserAccess.json')
    expect(evaluate(request({ action: 'ssm:SendCommand' }), sets).effect).toBe('allow')
    expect(evaluate(request({ action: 'iam:CreateUser', resource: '*' }), sets).effect).toBe('implicit-deny')
  })
})
