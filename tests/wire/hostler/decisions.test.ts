import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { CreateRoleCommand, CreateUserCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2'
import {
  GetParameterCommand,
  GetServiceSettingCommand,
  StartSessionCommand,
  UpdateServiceSettingCommand,
} from '@aws-sdk/client-ssm'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allPages, answer, call, refusal } from './recorded-sessions.ts'

interface Decision {
  readonly DecisionId: string
  readonly Action: string
  readonly [member: string]: unknown
}

/** The id under which a refusal is kept. */
async function decisionIdOf(refused: Promise<unknown>): Promise<string> {
  const error = await refused.then(
    () => undefined,
    (reason: unknown) => reason as { $response?: { headers: Record<string, string> } },
  )
  return error!.$response!.headers['x-hostler-decision-id']!
}

const allow = (Action: string | string[], more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*', ...more }],
})

const parameter = new GetParameterCommand({ Name: '/aws/service/ami-amazon-linux-latest/x' })
const setting = '/ssm/automation/customer-script-log-group-name'

let plane: TestPlane
let ada: TestClients
let eve: TestClients
beforeAll(async () => {
  plane = await startTestPlane()
  ada = await plane.user('ada', allow('ssm:Get*', { Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } } }))
  eve = await plane.user('eve')
})
afterAll(() => plane.close())

const get = async (DecisionId: string) =>
  (await answer(plane, 'GetDecision', { DecisionId }))['Decision'] as Record<string, unknown>
const list = async (input: object = {}, as = plane.admin) =>
  (await answer(plane, 'ListDecisions', input, as))['Decisions'] as Decision[]

describe('GetDecision', () => {
  test('tells of a refusal by the id that came with it: who, what, on what, and what decided', async () => {
    const id = await decisionIdOf(eve.ssm.send(parameter))
    expect(await get(id)).toMatchObject({
      DecisionId: id,
      PrincipalArn: `arn:aws:iam::${plane.accountId}:user/eve`,
      AccessKeyId: eve.credentials.accessKeyId,
      Operation: 'ssm:GetParameter',
      Action: 'ssm:GetParameter',
      Resource: `arn:aws:ssm:${testRegion}::parameter/aws/service/ami-amazon-linux-latest/x`,
      SourceAddress: '127.0.0.1',
      Region: testRegion,
      Verdict: { Decision: 'implicit-deny', Layer: 'identity' },
      Policies: [],
      IsPart: false,
      FurtherDecisions: 0,
    })
    expect(JSON.stringify(await get(id))).not.toContain(eve.credentials.secretAccessKey)
  })

  test('names the statement, as it stood when it decided, and the keys that it looked at', async () => {
    const Condition = { StringLike: { 'aws:username': 'm*', 'aws:PrincipalTag/team': 'red' } }
    const policy = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Sid: 'NoSettings', Effect: 'Deny', Action: 'ssm:*Setting', Resource: '*', Condition },
      ],
    }
    const mia = await plane.user('mia', policy, [{ Key: 'team', Value: 'red' }])
    const id = await decisionIdOf(mia.ssm.send(new GetServiceSettingCommand({ SettingId: setting })))
    expect(await get(id)).toMatchObject({
      Verdict: {
        Decision: 'explicit-deny',
        Layer: 'identity',
        PolicyId: 'inline',
        StatementSid: 'NoSettings',
        StatementNumber: 2,
        Statement: JSON.stringify(policy.Statement[1]),
      },
      ContextKeys: [
        { Key: 'aws:username', Values: ['mia'] },
        { Key: 'aws:principaltag/team', Values: ['red'] },
      ],
      Policies: [{ Layer: 'identity', PolicyId: 'inline' }],
    })
  })

  test('is refused without permission for this decision, whether it exists or not', async () => {
    const id = await decisionIdOf(eve.ssm.send(parameter))
    const own = `arn:aws:hostler:${testRegion}:${plane.accountId}:decision/${id}`
    const reader = await plane.user('reader', allow('hostler:GetDecision', { Resource: own }))
    expect(await answer(plane, 'GetDecision', { DecisionId: id }, reader)).toMatchObject({ Decision: {} })
    for (const DecisionId of [`${id}0`, 'd-0']) {
      expect(await refusal(call(plane, 'GetDecision', { DecisionId }, reader))).toMatchObject({
        code: 'AccessDeniedException',
      })
    }
    expect(await refusal(call(plane, 'GetDecision', { DecisionId: id }, eve))).toMatchObject({
      code: 'AccessDeniedException',
    })
  })

  test('another account’s decision and one that never was read alike', async () => {
    const id = await decisionIdOf(eve.ssm.send(parameter))
    const other = await plane.account('other')
    for (const DecisionId of [id, 'd-0']) {
      expect(await refusal(call(plane, 'GetDecision', { DecisionId }, other))).toEqual({
        status: 400,
        code: 'DecisionNotFound',
        message: `There is no decision ${DecisionId}.`,
      })
    }
    expect(await list({ PrincipalArn: `arn:aws:iam::${plane.accountId}:user/eve` }, other)).toEqual([])
  })
})

describe('ListDecisions', () => {
  test('has every question of a call, newest first, under one request id', async () => {
    await plane.host()
    const [newest, ...others] = await list({ Action: 'ec2:RunInstances' })
    expect(others.filter(({ RequestId }) => RequestId === newest!['RequestId'])).toHaveLength(1)
    const times = (await list()).map(({ DecisionId }) => DecisionId)
    expect(times).toEqual(times.toSorted().toReversed())
  })

  test('has reads that were allowed, with the keys that were looked at', async () => {
    await ada.ssm.send(new GetServiceSettingCommand({ SettingId: setting }))
    const [read] = await list({ PrincipalArn: `arn:aws:iam::${plane.accountId}:user/ada` })
    expect(read).toMatchObject({
      Action: 'ssm:GetServiceSetting',
      Verdict: { Decision: 'allow', Layer: 'identity', PolicyId: 'inline', StatementNumber: 1 },
      ContextKeys: [{ Key: 'aws:sourceip', Values: ['127.0.0.1'] }],
    })
  })

  test('is filtered by principal, action, answer and time, and paged to the end', async () => {
    const bob = await plane.user('bob', allow('ssm:Get*'))
    const PrincipalArn = `arn:aws:iam::${plane.accountId}:user/bob`
    const read = () => bob.ssm.send(new GetServiceSettingCommand({ SettingId: setting }))
    await read()
    await plane.clock.advance({ seconds: 10 })
    const From = plane.clock.now().getTime() / 1000
    await read()
    await decisionIdOf(bob.ec2.send(new DescribeInstancesCommand({})))
    await read()
    const of = async (input: object) => (await list({ PrincipalArn, ...input })).map(({ Action }) => Action)
    expect((await list({ PrincipalArn })).map(({ FurtherDecisions }) => FurtherDecisions)).toEqual([0, 1, 0])
    expect(await of({})).toHaveLength(3)
    expect(await of({ From })).toHaveLength(2)
    expect(await of({ Until: From })).toHaveLength(1)
    expect(await of({ Decision: 'deny' })).toEqual(['ec2:DescribeInstances'])
    expect(await of({ Decision: 'allow', From })).toHaveLength(1)
    expect(await of({ Action: 'ssm:GetServiceSetting' })).toHaveLength(2)
    const pages = await allPages<Decision>(plane, 'ListDecisions', 'Decisions', { PrincipalArn, MaxResults: 1 })
    expect(pages.map(page => page.length)).toEqual([1, 1, 1])
    expect(new Set(pages.flat().map(({ DecisionId }) => DecisionId)).size).toBe(3)
    expect(await refusal(call(plane, 'ListDecisions', { NextToken: 'x' }))).toMatchObject({ code: 'InvalidNextToken' })
  })

  test('finds sessions of a role under the role’s ARN, and marks questions that are part of others', async () => {
    const Principal = { AWS: plane.accountId }
    const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] }
    const { Role } = await plane.admin.iam.send(
      new CreateRoleCommand({ RoleName: 'ops', Path: '/x/', AssumeRolePolicyDocument: JSON.stringify(trust) }),
    )
    const { Credentials } = await plane.admin.sts.send(
      new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'visit', ExternalId: 'sesame' }),
    )
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
    const session = plane.clients({
      accessKeyId: AccessKeyId!,
      secretAccessKey: SecretAccessKey!,
      sessionToken: SessionToken!,
    })
    await decisionIdOf(session.ssm.send(new StartSessionCommand({ Target: 'i-00000000000000001' })))
    const found = await list({ PrincipalArn: Role!.Arn })
    expect(found.map(({ IsPart }) => IsPart)).toEqual([false, true])
    expect(found[0]).toMatchObject({
      PrincipalArn: `arn:aws:sts::${plane.accountId}:assumed-role/ops/visit`,
      IdentityArn: Role!.Arn,
    })
    const [assumed] = await list({ Action: 'sts:AssumeRole' })
    expect(assumed).toMatchObject({ Verdict: { Decision: 'allow' }, Resource: Role!.Arn })
  })

  test('keeps no external id, which is as good as a password', async () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'sesame' } }
    const Statement = [{ Effect: 'Allow', Principal: { AWS: plane.accountId }, Action: 'sts:AssumeRole', Condition }]
    const { Role } = await plane.admin.iam.send(
      new CreateRoleCommand({
        RoleName: 'partner',
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      }),
    )
    const role = { RoleArn: Role!.Arn, RoleSessionName: 'visit' }
    await plane.admin.sts.send(new AssumeRoleCommand({ ...role, ExternalId: 'sesame' }))
    const id = await decisionIdOf(plane.admin.sts.send(new AssumeRoleCommand({ ...role, ExternalId: 'guess' })))
    expect(await get(id)).toMatchObject({ ContextKeys: [{ Key: 'sts:externalid', Values: ['(not kept)'] }] })
  })

  test('is refused without permission', async () => {
    expect(await refusal(call(plane, 'ListDecisions', {}, eve))).toMatchObject({ code: 'AccessDeniedException' })
  })
})

test('a role of another account that refuses tells nothing of its policy', async () => {
  const other = await plane.account('partner')
  const deny = { Sid: 'Secret', Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }
  const Condition = { StringEquals: { 'aws:PrincipalTag/hidden': 'x' } }
  const Principal = { AWS: plane.accountId }
  for (const [RoleName, Statement] of [
    ['closed', deny],
    ['conditional', { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition }],
  ] as const) {
    await other.iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      }),
    )
  }
  for (const name of ['closed', 'conditional', 'missing']) {
    const RoleArn = `arn:aws:iam::${other.accountId}:role/${name}`
    const id = await decisionIdOf(plane.admin.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'visit' })))
    const { Verdict, ContextKeys, MissingContextKeys } = await get(id)
    expect({ Verdict, ContextKeys, MissingContextKeys }).toEqual({
      Verdict: { Decision: 'implicit-deny', Layer: 'trust' },
      ContextKeys: [],
      MissingContextKeys: [],
    })
  }
})

test('an allowed change is kept before it happens, and so is one that is denied at its second question', async () => {
  const { decisions } = plane.running.app.storage.read
  const newest = async () => (await decisions.list(plane.accountId, {}, { limit: 1 })).items[0]
  await plane.admin.ssm.send(new UpdateServiceSettingCommand({ SettingId: setting, SettingValue: '/a/b' }))
  expect(await newest()).toMatchObject({ kind: 'change', action: 'ssm:UpdateServiceSetting' })
  const launcher = await plane.user('launcher', allow('ec2:RunInstances', { Resource: 'arn:aws:ec2:*:*:image/*' }))
  await decisionIdOf(
    launcher.ec2.send(new RunInstancesCommand({ ImageId: 'ami-00000000000000001', MinCount: 1, MaxCount: 1 })),
  )
  expect(await newest()).toMatchObject({ kind: 'denial', action: 'ec2:RunInstances' })
  await plane.admin.iam.send(new CreateUserCommand({ UserName: 'made' }))
  expect(await newest()).toMatchObject({ kind: 'change', action: 'iam:CreateUser' })
  await plane.admin.iam.send(
    new PutRolePolicyCommand({ RoleName: 'ops', PolicyName: 'p', PolicyDocument: JSON.stringify(allow('ssm:*')) }),
  )
  expect(await newest()).toMatchObject({ kind: 'change', action: 'iam:PutRolePolicy' })
})
