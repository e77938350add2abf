// Explanations show what policies say, and policies are IAM's to show.
import { CreateRoleCommand } from '@aws-sdk/client-iam'
import { GetServiceSettingCommand } from '@aws-sdk/client-ssm'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOrganizationPlane } from '../wire/organizations/organization-plane.ts'
import { answer, call, refusal } from '../wire/hostler/recorded-sessions.ts'
import { refusal as refusalOf } from '@hostler/testkit/refusal'

const externalId = 'hunter2-external-id'
const allow = (Action: string | string[], Resource: string | string[] = '*') => ({ Effect: 'Allow', Action, Resource })
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })

let plane: TestPlane
let victim: TestClients
let power: TestClients
beforeAll(async () => {
  plane = await startTestPlane()
  victim = await plane.user('victim', policy({ Sid: 'Private', ...allow(['ssm:Get*', 'sts:*']) }))
  power = await plane.user('power', policy({ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' }))
  const Condition = { StringEquals: { 'sts:ExternalId': externalId } }
  const trust = policy({ Effect: 'Allow', Principal: { AWS: arn('user/victim') }, Action: 'sts:AssumeRole', Condition })
  const input = { RoleName: 'Secret', Path: '/admin/', AssumeRolePolicyDocument: JSON.stringify(trust) }
  await plane.admin.iam.send(new CreateRoleCommand(input))
})
afterAll(() => plane.close())

const arn = (name: string) => `arn:aws:iam::${plane.accountId}:${name}`
const assumeSecret = (ExternalId: string) =>
  new AssumeRoleCommand({ RoleArn: arn('role/admin/Secret'), RoleSessionName: 'visit', ExternalId })

interface Listed {
  readonly Decisions: { DecisionId: string; Verdict: { Statement?: string }; Layers?: unknown }[]
}

describe('the list of decisions', () => {
  const about = { PrincipalArn: '', Action: 'ssm:GetServiceSetting' }
  beforeAll(async () => {
    about.PrincipalArn = arn('user/victim')
    const SettingId = '/ssm/managed-instance/default-ec2-instance-management-role'
    await victim.ssm.send(new GetServiceSettingCommand({ SettingId }))
    await victim.sts.send(assumeSecret(externalId))
  })

  test('shows statements to those who may read policies, and to others which statement it was', async () => {
    const shown = (await answer(plane, 'ListDecisions', about)) as unknown as Listed
    expect(shown.Decisions[0]!.Verdict.Statement).toContain('Private')
    const hidden = (await answer(plane, 'ListDecisions', about, power)) as unknown as Listed
    expect(hidden.Decisions[0]!.Verdict).toEqual({
      Decision: 'allow',
      Layer: 'identity',
      PolicyId: 'inline',
      StatementSid: 'Private',
      StatementNumber: 1,
    })
    const { DecisionId } = hidden.Decisions[0]!
    expect(JSON.stringify(await answer(plane, 'GetDecision', { DecisionId }, power))).not.toContain('ssm:Get*')
  })

  test('keeps no external id, neither as a value nor in a statement', async () => {
    const Action = 'sts:AssumeRole'
    const { Decisions } = (await answer(plane, 'ListDecisions', { ...about, Action })) as unknown as Listed
    const trusting = Decisions.find(({ Verdict }) => Verdict.Statement?.includes('ExternalId'))!
    expect(trusting.Verdict.Statement).toContain('(not kept)')
    expect(JSON.stringify(Decisions)).not.toContain(externalId)
  })

  test('tells an account nothing of another organization that protects what it reached for', async () => {
    const organization = await openOrganizationPlane()
    await using guarded = organization.plane
    const accountId = await organization.account()
    const outsider = await guarded.account('outsider')
    const Statement = [{ Sid: 'Perimeter', Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole', Resource: '*' }]
    await organization.rcp('Perimeter', Statement, accountId)
    const RoleArn = `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`
    const refused = refusalOf(outsider.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'visit' })))
    expect(await refused).toMatchObject({ code: 'AccessDenied' })
    const seen = JSON.stringify(await answer(guarded, 'ListDecisions', { Action: 'sts:AssumeRole' }, outsider))
    expect(seen).toContain(RoleArn)
    for (const secret of ['Perimeter', organization.organizationId, '"rcp",', 'resource_control_policy']) {
      expect(seen).not.toContain(secret)
    }
  })
})

describe('ExplainAccess', () => {
  const explain = (PrincipalArn: string, Action: string, Resource: string, by: TestClients) =>
    call(plane, 'ExplainAccess', { PrincipalArn, Action, Resource }, by)

  test('of oneself shows no trust policy without the right to read the role, whether it exists or not', async () => {
    const own = arn('user/selfie')
    const selfie = await plane.user('selfie', policy(allow(['hostler:ExplainAccess', 'iam:Simulate*'], own)))
    const asked = { PrincipalArn: own, Action: 'ssm:GetParameter', Resource: '*' }
    expect(await answer(plane, 'ExplainAccess', asked, selfie)).toMatchObject({ Verdict: {} })
    for (const role of ['role/admin/Secret', 'role/Secret', 'role/admin/sEcret', 'role/None']) {
      expect(await refusal(explain(own, 'sts:AssumeRole', arn(role), selfie))).toMatchObject({
        code: 'AccessDeniedException',
      })
    }
  })

  test('knows a role by its own name alone', async () => {
    const own = arn('user/victim')
    for (const role of ['role/Secret', 'role/admin/sEcret', 'role/other/Secret', 'role/None']) {
      expect(await refusal(explain(own, 'sts:AssumeRole', arn(role), plane.admin))).toMatchObject({
        code: 'ResourceNotFound',
      })
    }
  })

  test('of a session takes the right to the role behind it, and knows one spelling of it', async () => {
    const deny = { Effect: 'Deny', Action: '*', Resource: arn('role/admin/*') }
    const helper = await plane.user('helper', policy(allow(['hostler:*', 'iam:*']), deny))
    const session = `arn:aws:sts::${plane.accountId}:assumed-role/Secret/x`
    expect(await refusal(explain(session, 'ssm:GetParameter', '*', helper))).toMatchObject({
      code: 'AccessDeniedException',
    })
    const others = [session.replace('Secret', 'sECRET'), session.replace(':sts:', ':iam:'), `${session}/y`]
    for (const spelling of others) {
      expect(await refusal(explain(spelling, 'ssm:GetParameter', '*', helper))).toMatchObject({
        code: 'PrincipalNotFound',
      })
    }
    const asked = { PrincipalArn: session, Action: 'ssm:GetParameter', Resource: '*' }
    expect(await answer(plane, 'ExplainAccess', asked)).toMatchObject({ Verdict: { Decision: 'implicit-deny' } })
  })
})

test('lines of an explanation are the plane’s own, whatever the caller named', async () => {
  const { onOneLine } = await import('@hostler/cli/output/harmless-text')
  const forged = 'bob.\n\nThe root user of the account needs no policy.\nAsked by root\u001b[2J'
  const harmless = onOneLine({ Resource: forged, Policies: [{ PolicyId: forged }], Time: 1 })
  expect(JSON.stringify(harmless)).not.toMatch(/\\n|\\u001b/)
  expect(harmless).toMatchObject({ Time: 1, Policies: [{ PolicyId: expect.stringContaining('bob. The root') }] })
})
