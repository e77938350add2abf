import { CreateRoleCommand, CreateUserCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import { DetachPolicyCommand } from '@aws-sdk/client-organizations'
import { GetServiceSettingCommand } from '@aws-sdk/client-ssm'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import type { TestClients } from '@hostler/testkit/test-clients'
import { type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOrganizationPlane } from '../organizations/organization-plane.ts'
import { answer, call, refusal } from './recorded-sessions.ts'

const statement = (Action: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
})
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })
const core = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'

/** The organization lets one account do everything but delete users, and that account list no roles. */
const scp = [{ Sid: 'KeepUsers', Effect: 'Deny', Action: 'iam:DeleteUser', Resource: '*' }]

let plane: TestPlane
let member: TestClients & { readonly accountId: string }
let scpArn: string
beforeAll(async () => {
  const organization = await openOrganizationPlane()
  plane = organization.plane
  const accountId = await organization.account()
  member = { ...(await organization.user(accountId, 'admin')), accountId }
  const keepUsers = await organization.scp('KeepUsers', scp, accountId)
  scpArn = `arn:aws:organizations::${plane.accountId}:policy/${organization.organizationId}/service_control_policy/${keepUsers}`
  await organization.scp('Narrow', [statement(['iam:*User*', 'iam:Simulate*', 'hostler:*'])], organization.rootId)
  const everything = { PolicyId: 'p-FullAWSAccess', TargetId: organization.rootId }
  await organization.organizations.send(new DetachPolicyCommand(everything))
  await plane.user(
    'ada',
    policy(
      statement('ssm:Get*', { Sid: 'Reads', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }),
      statement('ec2:*'),
      { Sid: 'NoEnd', Effect: 'Deny', Action: 'ec2:TerminateInstances', Resource: '*' },
    ),
    [{ Key: 'team', Value: 'red' }],
  )
})
afterAll(() => plane.close())

const userArn = (name: string) => `arn:aws:iam::${plane.accountId}:user/${name}`
const settingArn = () => `arn:aws:ssm:${testRegion}:${plane.accountId}:servicesetting/ssm/a/b`
const instanceArn = () => `arn:aws:ec2:${testRegion}:${plane.accountId}:instance/i-1`

interface Explanation {
  readonly Verdict: Record<string, unknown>
  readonly Layers: { Layer: string; Says: string; Policies: string[]; Statements: Record<string, unknown>[] }[]
  readonly ContextKeys: unknown[]
  readonly MissingContextKeys: string[]
}

async function explain(
  PrincipalArn: string,
  Action: string,
  Resource: string,
  context: Record<string, string[]> = {},
  as: TestClients = plane.admin,
): Promise<Explanation> {
  const Context = Object.entries(context).map(([Key, Values]) => ({ Key, Values }))
  return (await answer(plane, 'ExplainAccess', { PrincipalArn, Action, Resource, Context }, as)) as never
}

const layersOf = ({ Layers }: Explanation) => Layers.map(({ Layer, Says }) => `${Layer} ${Says}`)

describe('ExplainAccess', () => {
  test('names the statement that would allow, and what keeps it from doing so', async () => {
    const without = await explain(userArn('ada'), 'ssm:GetServiceSetting', settingArn())
    expect(without.Verdict).toEqual({ Decision: 'implicit-deny', Layer: 'identity' })
    expect(without.MissingContextKeys).toEqual(['aws:sourceip'])
    expect(without.Layers[0]!.Statements).toEqual([
      {
        PolicyId: 'inline',
        StatementSid: 'Reads',
        StatementNumber: 1,
        Effect: 'Allow',
        Applies: false,
        UnmetConditions: [{ Operator: 'IpAddress', Key: 'aws:SourceIp', Values: ['10.0.0.0/8'] }],
        Statement: expect.stringContaining('"Reads"'),
      },
    ])
    const inside = await explain(userArn('ada'), 'ssm:GetServiceSetting', settingArn(), {
      'aws:SourceIp': ['10.1.2.3'],
    })
    expect(inside.Verdict).toMatchObject({
      Decision: 'allow',
      Layer: 'identity',
      PolicyId: 'inline',
      StatementSid: 'Reads',
      StatementNumber: 1,
    })
    expect(inside.ContextKeys).toEqual([{ Key: 'aws:sourceip', Values: ['10.1.2.3'] }])
  })

  test('names the statement that denies', async () => {
    const denied = await explain(userArn('ada'), 'ec2:TerminateInstances', instanceArn())
    expect(denied.Verdict).toMatchObject({ Decision: 'explicit-deny', StatementSid: 'NoEnd', StatementNumber: 3 })
    expect(layersOf(denied)).toEqual(['identity denies'])
    expect(denied.Layers[0]!.Statements.map(({ StatementNumber, Applies }) => [StatementNumber, Applies])).toEqual([
      [3, true],
      [2, true],
    ])
  })

  test('knows what is known of a principal without a call', async () => {
    const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'red', 'aws:username': 'tagged' } }
    await plane.user('tagged', policy(statement('ec2:*', { Condition })), [{ Key: 'team', Value: 'red' }])
    expect((await explain(userArn('tagged'), 'ec2:StopInstances', instanceArn())).Verdict).toMatchObject({
      Decision: 'allow',
    })
    const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, StringEquals: { 'aws:TagKeys': 'a' } }
    await plane.user('careful', policy(statement('ec2:*', { Condition: mfa })))
    const asked = await explain(userArn('careful'), 'ec2:StopInstances', instanceArn())
    expect(asked.MissingContextKeys).toEqual(['aws:multifactorauthpresent', 'aws:tagkeys'])
    // Of several values, though one is given: without a set operator it matches nothing.
    const given = { 'aws:MultiFactorAuthPresent': ['true'], 'aws:TagKeys': ['a'] }
    const stillDenied = await explain(userArn('careful'), 'ec2:StopInstances', instanceArn(), given)
    expect(stillDenied.Layers[0]!.Statements[0]!['UnmetConditions']).toMatchObject([{ Key: 'aws:TagKeys' }])
  })

  test('shows a permissions boundary that does not allow', async () => {
    const bounded = { UserName: 'bounded', PermissionsBoundary: core }
    await plane.admin.iam.send(new CreateUserCommand(bounded))
    const found = await explain(userArn('bounded'), 'ec2:StopInstances', instanceArn())
    expect(layersOf(found)).toEqual(['identity silent', 'boundary silent'])
    expect(found.Layers[1]!.Policies).toEqual([core])
  })

  test('shows trust policies for roles of the account, and for nobody else’s', async () => {
    const trust = policy(
      { Effect: 'Allow', Principal: { AWS: userArn('ada') }, Action: 'sts:TagSession' },
      {
        Sid: 'Ada',
        Effect: 'Allow',
        Principal: { AWS: userArn('ada') },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:RoleSessionName': 'ada' } },
      },
    )
    const role = { RoleName: 'ops', Path: '/x/', AssumeRolePolicyDocument: JSON.stringify(trust) }
    const { Role } = await plane.admin.iam.send(new CreateRoleCommand(role))
    const ask = (context = {}) => explain(userArn('ada'), 'sts:AssumeRole', Role!.Arn!, context)
    const refused = await ask()
    expect(refused.Verdict).toEqual({ Decision: 'implicit-deny', Layer: 'trust' })
    expect(refused.Layers[0]).toMatchObject({
      Layer: 'trust',
      Says: 'silent',
      Statements: [{ StatementNumber: 2, StatementSid: 'Ada', UnmetConditions: [{ Key: 'sts:RoleSessionName' }] }],
    })
    expect((await ask({ 'sts:RoleSessionName': ['ada'] })).Verdict).toMatchObject({
      Decision: 'allow',
      Layer: 'trust',
      StatementSid: 'Ada',
      StatementNumber: 2,
    })
    const elsewhere = (Resource: string) =>
      refusal(call(plane, 'ExplainAccess', { PrincipalArn: userArn('ada'), Action: 'sts:AssumeRole', Resource }))
    expect(await elsewhere(`arn:aws:iam::${member.accountId}:role/any`)).toMatchObject({
      status: 400,
      code: 'ResourceNotExplainable',
    })
    expect(await elsewhere(`arn:aws:iam::${plane.accountId}:role/missing`)).toMatchObject({
      status: 400,
      code: 'ResourceNotFound',
    })
  })

  test('shows an organization’s policies by name, without their texts', async () => {
    const admin = `arn:aws:iam::${member.accountId}:user/admin`
    const root = `arn:aws:iam::${member.accountId}:root`
    const user = `arn:aws:iam::${member.accountId}:user/any`
    for (const principal of [admin, root]) {
      const denied = await explain(principal, 'iam:DeleteUser', user, {}, member)
      expect(denied.Verdict).toEqual({
        Decision: 'explicit-deny',
        Layer: 'scp',
        PolicyId: scpArn,
        PolicyArn: scpArn,
        StatementSid: 'KeepUsers',
        StatementNumber: 1,
      })
      expect(JSON.stringify(denied.Layers.filter(({ Layer }) => Layer === 'scp'))).not.toMatch(
        /"(Statement|Unmet\w+)":"?[^[]/,
      )
    }
    const silent = await explain(admin, 'iam:ListRoles', user, {}, member)
    expect(silent.Verdict).toEqual({ Decision: 'implicit-deny', Layer: 'scp' })
    expect(silent.Layers.slice(0, 2)).toMatchObject([
      { Layer: 'scp', Level: 1, Says: 'silent', Policies: [expect.stringContaining('/p-')] },
      { Layer: 'scp', Level: 2, Says: 'allows', Policies: [everything, scpArn] },
    ])
  })

  test('is refused for whom the asker may not ask about, and finds nobody who is not there', async () => {
    const own = await plane.user(
      'own',
      policy(
        statement('hostler:ExplainAccess', { Resource: userArn('${aws:username}') }),
        statement('iam:SimulatePrincipalPolicy'),
      ),
    )
    expect((await explain(userArn('own'), 'ec2:StopInstances', instanceArn(), {}, own)).Verdict).toBeDefined()
    const ask = (PrincipalArn: string, as = plane.admin) =>
      refusal(call(plane, 'ExplainAccess', { PrincipalArn, Action: 'a:B', Resource: 'r' }, as))
    for (const arn of [userArn('ada'), userArn('missing')]) {
      expect(await ask(arn, own)).toMatchObject({ code: 'AccessDeniedException' })
    }
    const reader = await plane.user('reader', policy(statement('hostler:*')))
    expect(await ask(userArn('ada'), reader)).toMatchObject({
      code: 'AccessDeniedException',
      message: expect.stringContaining('iam:SimulatePrincipalPolicy'),
    })
    const other = `arn:aws:iam::${member.accountId}:user/admin`
    for (const arn of [userArn('missing'), userArn('wrong/ada'), other, 'ada', 'arn:aws:iam::1:group/x']) {
      expect(await ask(arn)).toMatchObject({ status: 400, code: 'PrincipalNotFound' })
    }
    expect(
      await refusal(call(plane, 'ExplainAccess', { PrincipalArn: 'x', Action: 'no colon', Resource: 'r' })),
    ).toMatchObject({ code: 'ValidationException' })
  })
})

const everything = 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess'

describe('a decision that was kept points at its statement', () => {
  async function decided(refused: Promise<unknown>, as: TestClients = plane.admin) {
    const error = await refused.then(
      () => undefined,
      (reason: unknown) => reason as { $response: { headers: Record<string, string> } },
    )
    const DecisionId = error!.$response.headers['x-hostler-decision-id']
    const { Decision } = await answer(plane, 'GetDecision', { DecisionId }, as)
    return (Decision as { Verdict: Record<string, unknown> }).Verdict
  }

  test('of a session policy, and of a session that is bounded by one', async () => {
    const trust = policy({ Effect: 'Allow', Principal: { AWS: plane.accountId }, Action: 'sts:AssumeRole' })
    const role = { RoleName: 'wide', AssumeRolePolicyDocument: JSON.stringify(trust) }
    const { Role } = await plane.admin.iam.send(new CreateRoleCommand(role))
    const PolicyDocument = JSON.stringify(policy(statement('*')))
    await plane.admin.iam.send(new PutRolePolicyCommand({ RoleName: 'wide', PolicyName: 'p', PolicyDocument }))
    const Deny = { Sid: 'NoList', Effect: 'Deny', Action: 'ec2:Describe*', Resource: '*' }
    const { Credentials } = await plane.admin.sts.send(
      new AssumeRoleCommand({
        RoleArn: Role!.Arn,
        RoleSessionName: 'visit',
        Policy: JSON.stringify(policy(statement('ec2:*'), Deny)),
      }),
    )
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
    const session = plane.clients({
      accessKeyId: AccessKeyId!,
      secretAccessKey: SecretAccessKey!,
      sessionToken: SessionToken!,
    })
    expect(await decided(session.ec2.send(new DescribeInstancesCommand({})))).toEqual({
      Decision: 'explicit-deny',
      Layer: 'session',
      PolicyId: 'session policy',
      StatementSid: 'NoList',
      StatementNumber: 2,
      Statement: JSON.stringify(Deny),
    })
    expect(await decided(session.ssm.send(new GetServiceSettingCommand({ SettingId: '/ssm/a/b' })))).toEqual({
      Decision: 'implicit-deny',
      Layer: 'session',
    })
  })

  test('of an organization by name alone, and of a trust policy of the own account', async () => {
    expect(await decided(member.ssm.send(new GetServiceSettingCommand({ SettingId: '/ssm/a/b' })), member)).toEqual({
      Decision: 'implicit-deny',
      Layer: 'scp',
    })
    const closed = policy({ Sid: 'Closed', Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' })
    const role = { RoleName: 'closed', AssumeRolePolicyDocument: JSON.stringify(closed) }
    const { Role } = await plane.admin.iam.send(new CreateRoleCommand(role))
    const assume = new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'visit' })
    expect(await decided(plane.admin.sts.send(assume))).toMatchObject({
      Decision: 'explicit-deny',
      Layer: 'trust',
      PolicyId: Role!.Arn,
      StatementSid: 'Closed',
      StatementNumber: 1,
    })
  })
})
