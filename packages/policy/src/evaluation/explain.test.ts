import { describe, expect, test } from 'vitest'
import {
  account,
  allowAll,
  callers,
  decide,
  denyAll,
  named,
  otherAccount,
  parameter,
  request,
} from '../../test/scenario.ts'
import { denialMessage, type Decision, type PolicyLayer } from '../index.ts'

const who = `User: arn:aws:iam::${account}:user/team/alice is not authorized to perform: ssm:GetParameter`
const arn = `arn:aws:iam::${account}:policy/p`

function explicit(layer: PolicyLayer, policyArn?: string): Decision {
  return { effect: 'explicit-deny', layer, policyId: 'p', policyArn, statementIndex: 0 }
}

describe('denial messages', () => {
  test.each<[PolicyLayer, string]>([
    ['identity', 'because no identity-based policy allows the ssm:GetParameter action'],
    ['boundary', 'because no permissions boundary allows the ssm:GetParameter action'],
    ['session', 'because no session policy allows the ssm:GetParameter action'],
    ['resource', 'because no resource-based policy allows the ssm:GetParameter action'],
    ['trust', 'because no role trust policy allows the ssm:GetParameter action'],
    ['scp', 'because no service control policy allows the ssm:GetParameter action'],
    ['rcp', 'because no resource control policy allows the ssm:GetParameter action'],
    ['endpoint', 'because no VPC endpoint policy allows the ssm:GetParameter action'],
  ])('name the %s layer that does not allow', (layer, reason) => {
    expect(denialMessage(request(), { effect: 'implicit-deny', layer })).toBe(
      `${who} on resource: ${parameter} ${reason}`,
    )
  })

  test.each<[PolicyLayer, string]>([
    ['identity', `with an explicit deny in an identity-based policy: ${arn}`],
    ['boundary', `with an explicit deny in a permissions boundary: ${arn}`],
    ['session', `with an explicit deny in a session policy: ${arn}`],
    ['resource', 'with an explicit deny in a resource-based policy'],
    ['trust', 'with an explicit deny in the role trust policy'],
    ['scp', `with an explicit deny in a service control policy: ${arn}`],
    ['rcp', `with an explicit deny in a resource control policy: ${arn}`],
    ['endpoint', 'with an explicit deny in a VPC endpoint policy'],
  ])('name the %s layer that denies, with its ARN where AWS shows it', (layer, reason) => {
    expect(denialMessage(request(), explicit(layer, arn))).toBe(`${who} on resource: ${parameter} ${reason}`)
  })

  test('leave the ARN out for inline policies', () => {
    expect(denialMessage(request(), explicit('identity'))).toMatch(/explicit deny in an identity-based policy$/)
  })

  test('show a session by its session ARN and nobody as anonymous', () => {
    const denied: Decision = { effect: 'implicit-deny', layer: 'identity' }
    expect(denialMessage(request({ principal: callers.session }), denied)).toContain(
      `User: arn:aws:sts::${account}:assumed-role/Ops/alice is not authorized`,
    )
    expect(denialMessage(request({ principal: callers.anonymous }), denied)).toContain('User: anonymous is not')
  })

  test('leave the resource out for EC2 actions without one, and only there', () => {
    const denied: Decision = { effect: 'implicit-deny', layer: 'identity' }
    expect(denialMessage(request({ action: 'ec2:DescribeInstances', resource: '*' }), denied)).toContain(
      'perform: ec2:DescribeInstances because no identity-based policy',
    )
    expect(denialMessage(request({ action: 'kms:ListKeys', resource: '*' }), denied)).toContain(
      'on resource: * because',
    )
  })

  test('give callers of other accounts no reason for a trust policy that does not allow', () => {
    const ask = request({ action: 'sts:AssumeRole', principal: callers.stranger })
    expect(denialMessage(ask, { effect: 'implicit-deny', layer: 'trust' })).toBe(
      `User: arn:aws:iam::${otherAccount}:user/eve is not authorized to perform: sts:AssumeRole on resource: ${parameter}`,
    )
  })

  test("show a resource control policy's ARN to another account only within the organization", () => {
    const stranger = { principal: callers.stranger }
    const member = { 'aws:PrincipalOrgID': 'o-1', 'aws:ResourceOrgID': 'o-1' }
    expect(denialMessage(request(stranger), explicit('rcp', arn))).not.toContain(arn)
    expect(
      denialMessage(request({ ...stranger, context: { ...member, 'aws:ResourceOrgID': 'o-2' } }), explicit('rcp', arn)),
    ).not.toContain(arn)
    expect(denialMessage(request({ ...stranger, context: member }), explicit('rcp', arn))).toContain(arn)
  })

  test('come from real decisions', () => {
    const denied = decide({}, { identity: [named('identity', allowAll), named('identity', denyAll, arn)] })
    expect(denialMessage(request(), denied)).toBe(
      `${who} on resource: ${parameter} with an explicit deny in an identity-based policy: ${arn}`,
    )
  })

  test('do not exist for what is allowed', () => {
    expect(() => denialMessage(request(), { effect: 'allow', layer: 'root' })).toThrow('no denial message')
  })
})
