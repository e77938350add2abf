import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  type ContextEntry,
  CreateGroupCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetContextKeysForCustomPolicyCommand,
  GetContextKeysForPrincipalPolicyCommand,
  paginateSimulateCustomPolicy,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  SimulateCustomPolicyCommand,
  type SimulateCustomPolicyCommandInput,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOrganizationPlane } from '../organizations/organization-plane.ts'
import { allow, type IdentityPlane, openIdentityPlane, refusal, trusting } from './identity-plane.ts'

let plane: IdentityPlane
beforeAll(async () => {
  plane = await openIdentityPlane()
})
afterAll(() => plane.close())

const documentOf = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const key = (ContextKeyName: string, value: string, type = 'string'): ContextEntry => ({
  ContextKeyName,
  ContextKeyType: type as 'string',
  ContextKeyValues: [value],
})
const custom = async (input: SimulateCustomPolicyCommandInput) =>
  (await plane.iam().send(new SimulateCustomPolicyCommand(input))).EvaluationResults!
const principal = async (input: SimulatePrincipalPolicyCommandInput) =>
  (await plane.iam().send(new SimulatePrincipalPolicyCommand(input))).EvaluationResults!

describe('SimulateCustomPolicy', () => {
  test('answers every action on every resource, and points at the statements that decided', async () => {
    const policy = `{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a/*"},
    {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"}
  ]
}`
    const results = await custom({
      PolicyInputList: [documentOf(allow('ssm:GetParameter')), policy],
      ActionNames: ['s3:GetObject', 's3:PutObject'],
      ResourceArns: ['arn:aws:s3:::a/x', 'arn:aws:s3:::b/x'],
    })
    expect(results.map(each => [each.EvalActionName, each.EvalResourceName, each.EvalDecision])).toEqual([
      ['s3:GetObject', 'arn:aws:s3:::a/x', 'allowed'],
      ['s3:GetObject', 'arn:aws:s3:::b/x', 'implicitDeny'],
      ['s3:PutObject', 'arn:aws:s3:::a/x', 'explicitDeny'],
      ['s3:PutObject', 'arn:aws:s3:::b/x', 'explicitDeny'],
    ])
    expect(results[0]!.MatchedStatements).toEqual([
      {
        SourcePolicyId: 'PolicyInputList.2',
        SourcePolicyType: 'none',
        StartPosition: { Line: 4, Column: 5 },
        EndPosition: { Line: 4, Column: 74 },
      },
    ])
    expect(results[1]!.MatchedStatements).toEqual([])
    expect(results[2]!.MatchedStatements).toMatchObject([{ StartPosition: { Line: 5, Column: 5 } }])
  })

  test('knows of the request what it is told, and tells what is missing', async () => {
    const Condition = {
      IpAddress: { 'aws:SourceIp': '10.0.0.0/8' },
      'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' },
    }
    const PolicyInputList = [documentOf(allow('ssm:Get*', '*', { Condition }))]
    const ask = async (ContextEntries: ContextEntry[]) =>
      (await custom({ PolicyInputList, ActionNames: ['ssm:GetParameter'], ContextEntries }))[0]!
    expect(await ask([])).toMatchObject({
      EvalDecision: 'implicitDeny',
      MissingContextValues: ['aws:SourceIp', 'aws:TagKeys'],
    })
    const entries = [
      key('AWS:sourceIP', '10.1.1.1', 'ip'),
      { ...key('aws:TagKeys', 'a'), ContextKeyType: 'stringList' },
    ]
    expect(await ask(entries as ContextEntry[])).toMatchObject({ EvalDecision: 'allowed', MissingContextValues: [] })
    expect(await ask([key('aws:SourceIp', '11.1.1.1', 'ip')])).toMatchObject({ EvalDecision: 'implicitDeny' })
  })

  test('weighs a boundary and a resource policy', async () => {
    const input = {
      PolicyInputList: [documentOf(allow('s3:*'))],
      ActionNames: ['s3:GetObject'],
      ResourceArns: ['arn:aws:s3:::a/x'],
    }
    const bounded = await custom({ ...input, PermissionsBoundaryPolicyInputList: [documentOf(allow('ssm:*'))] })
    expect(bounded[0]).toMatchObject({
      EvalDecision: 'implicitDeny',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    })
    const CallerArn = `arn:aws:iam::${plane.accountId}:user/ann`
    const deny = { Effect: 'Deny', Principal: { AWS: CallerArn }, Action: 's3:*', Resource: '*' }
    const ResourcePolicy = documentOf(deny)
    expect((await custom({ ...input, ResourcePolicy, CallerArn }))[0]).toMatchObject({
      EvalDecision: 'explicitDeny',
      MatchedStatements: [{ SourcePolicyType: 'resource' }],
    })
    const other = `arn:aws:iam::${plane.other.accountId}:root`
    const foreign = await custom({ ...input, CallerArn, ResourceOwner: other })
    expect(foreign[0]!.EvalDecision).toBe('implicitDeny')
  })

  test('pages to the end', async () => {
    const ActionNames = ['ssm:A', 'ssm:B', 'ssm:C', 'ssm:D', 'ssm:E']
    const found: (string | undefined)[] = []
    const input = { PolicyInputList: [documentOf(allow('*'))], ActionNames }
    for await (const page of paginateSimulateCustomPolicy({ client: plane.iam(), pageSize: 2 }, input)) {
      found.push(...page.EvaluationResults!.map(({ EvalActionName }) => EvalActionName))
    }
    expect(found).toEqual(ActionNames)
  })

  test.each<[string, Partial<SimulateCustomPolicyCommandInput>]>([
    ['a policy that is none', { PolicyInputList: ['{}'] }],
    ['an action without a service', { ActionNames: ['GetObject'] }],
    ['an action with a wildcard', { ActionNames: ['s3:Get*'] }],
    ['a resource policy without a caller', { ResourcePolicy: documentOf({ ...allow('*'), Principal: '*' }) }],
    ['a caller that is no user', { CallerArn: 'arn:aws:iam::123456789012:role/r' }],
    ['an owner that is no account', { ResourceOwner: 'somebody' }],
    ['a key without a value', { ContextEntries: [{ ...key('aws:SourceIp', ''), ContextKeyValues: [] }] }],
    ['a key without a type', { ContextEntries: [{ ContextKeyName: 'aws:SourceIp' }] }],
  ])('refuses %s', async (_, change) => {
    const input = { PolicyInputList: [documentOf(allow('*'))], ActionNames: ['ssm:A'], ...change }
    expect(await refusal(custom(input))).toMatchObject({ code: 'InvalidInput', status: 400 })
  })
})

describe('SimulatePrincipalPolicy', () => {
  const arn = (kind: string, name: string) => `arn:aws:iam::${plane.accountId}:${kind}/${name}`

  test('of a user weighs its policies, those of its groups, and its boundary unless another one is given', async () => {
    const iam = plane.iam()
    const UserName = 'simulated'
    await iam.send(new CreateUserCommand({ UserName }))
    const own = { UserName, PolicyName: 'own', PolicyDocument: documentOf(allow('ssm:GetParameter')) }
    await iam.send(new PutUserPolicyCommand(own))
    await iam.send(new CreateGroupCommand({ GroupName: 'simulated' }))
    await iam.send(new AddUserToGroupCommand({ GroupName: 'simulated', UserName }))
    const ofGroup = {
      GroupName: 'simulated',
      PolicyName: 'group',
      PolicyDocument: documentOf(allow('ssm:PutParameter')),
    }
    await iam.send(new PutGroupPolicyCommand(ofGroup))
    const readOnly = 'arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess'
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: readOnly }))
    const PolicySourceArn = arn('user', UserName)
    const ActionNames = ['ssm:GetParameter', 'ssm:PutParameter', 'ssm:DescribeSessions', 'ssm:DeleteParameter']
    const results = await principal({ PolicySourceArn, ActionNames })
    expect(results.map(({ EvalDecision }) => EvalDecision)).toEqual(['allowed', 'allowed', 'allowed', 'implicitDeny'])
    expect(results.map(({ MatchedStatements }) => MatchedStatements![0]?.SourcePolicyType)).toEqual([
      'user',
      'group',
      'aws-managed',
      undefined,
    ])
    expect(results[2]!.MatchedStatements![0]!.SourcePolicyId).toBe('AmazonSSMReadOnlyAccess')
    const given = await principal({ PolicySourceArn, ActionNames, PolicyInputList: [documentOf(allow('ssm:*'))] })
    expect(given[3]!.EvalDecision).toBe('allowed')

    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: readOnly }))
    const bounded = await principal({ PolicySourceArn, ActionNames })
    expect(bounded[1]).toMatchObject({
      EvalDecision: 'implicitDeny',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    })
    const PermissionsBoundaryPolicyInputList = [documentOf(allow('*'))]
    const other = await principal({ PolicySourceArn, ActionNames, PermissionsBoundaryPolicyInputList })
    expect(other[1]!.EvalDecision).toBe('allowed')

    const PolicyArnOfGroup = await principal({ PolicySourceArn: arn('group', 'simulated'), ActionNames })
    expect(PolicyArnOfGroup.map(({ EvalDecision }) => EvalDecision)).toEqual([
      'implicitDeny',
      'allowed',
      'implicitDeny',
      'implicitDeny',
    ])
  })

  test('of a role makes up no keys', async () => {
    const iam = plane.iam()
    const RoleName = 'simulated'
    const Tags = [{ Key: 'team', Value: 'a' }]
    await iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trusting({ Service: 'ec2.amazonaws.com' }), Tags }),
    )
    const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'a' } }
    const PolicyDocument = documentOf(allow('ssm:GetParameter', '*', { Condition }))
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }))
    const input = { PolicySourceArn: arn('role', RoleName), ActionNames: ['ssm:GetParameter'] }
    expect((await principal(input))[0]).toMatchObject({
      EvalDecision: 'implicitDeny',
      MissingContextValues: ['aws:PrincipalTag/team'],
    })
    const told = await principal({ ...input, ContextEntries: [key('aws:PrincipalTag/team', 'a')] })
    expect(told[0]).toMatchObject({ EvalDecision: 'allowed', MatchedStatements: [{ SourcePolicyType: 'role' }] })
  })

  test('tells whether the organization allows it', async () => {
    const organization = await openOrganizationPlane()
    const account = await organization.account()
    const user = await organization.user(account, 'bound')
    await organization.scp('no', [{ Effect: 'Deny', Action: 'ssm:*', Resource: '*' }], account)
    const { EvaluationResults } = await user.iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${account}:user/bound`,
        ActionNames: ['ssm:GetParameter', 'iam:ListUsers'],
      }),
    )
    expect(EvaluationResults).toMatchObject([
      { EvalDecision: 'explicitDeny', OrganizationsDecisionDetail: { AllowedByOrganizations: false } },
      { EvalDecision: 'allowed', OrganizationsDecisionDetail: { AllowedByOrganizations: true } },
    ])
    await organization.plane.close()
  })

  test('finds nobody who is not there, or of another account', async () => {
    const ActionNames = ['ssm:GetParameter']
    for (const PolicySourceArn of [
      arn('user', 'nobody'),
      arn('group', 'nobody'),
      arn('role', 'nobody'),
      arn('user', 'wrong/path/admin'),
      `arn:aws:iam::${plane.other.accountId}:user/admin`,
    ]) {
      expect((await refusal(principal({ PolicySourceArn, ActionNames }))).code).toBe('NoSuchEntity')
    }
    const root = `arn:aws:iam::${plane.accountId}:root`
    expect((await refusal(principal({ PolicySourceArn: root, ActionNames }))).code).toBe('InvalidInput')
  })
})

test('keys that policies look at are told, of texts and of principals', async () => {
  const iam = plane.iam()
  const Condition = { StringEquals: { 'aws:SourceVpc': '${aws:username}' } }
  const PolicyInputList = [documentOf(allow('s3:*', 'arn:aws:s3:::${aws:userid}/*', { Condition }))]
  const { ContextKeyNames } = await iam.send(new GetContextKeysForCustomPolicyCommand({ PolicyInputList }))
  expect(ContextKeyNames).toEqual(['aws:SourceVpc', 'aws:userid', 'aws:username'])
  const malformed = iam.send(new GetContextKeysForCustomPolicyCommand({ PolicyInputList: ['{}'] }))
  expect((await refusal(malformed)).code).toBe('InvalidInput')
  await plane.userWith('keyed', allow('ssm:*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }))
  const PolicySourceArn = `arn:aws:iam::${plane.accountId}:user/keyed`
  const found = await iam.send(new GetContextKeysForPrincipalPolicyCommand({ PolicySourceArn, PolicyInputList }))
  expect(found.ContextKeyNames).toEqual(['aws:SecureTransport', 'aws:SourceVpc', 'aws:userid', 'aws:username'])
})
