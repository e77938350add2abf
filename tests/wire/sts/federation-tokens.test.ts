import { DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import { ListUsersCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { DescribeInstanceInformationCommand, GetServiceSettingCommand } from '@aws-sdk/client-ssm'
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  type GetFederationTokenCommandInput,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toKeys } from './role-sessions.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })
const allow = (Action: string | string[], more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more })

const get = (clients: TestClients, input: Partial<GetFederationTokenCommandInput> = {}) =>
  clients.sts.send(new GetFederationTokenCommand({ Name: 'bob', ...input }))
const federated = async (clients: TestClients, input: Partial<GetFederationTokenCommandInput> = {}) =>
  plane.clients(toKeys((await get(clients, input)).Credentials!))
const everything = JSON.stringify(policy(allow('*')))

const describeInstances = (clients: TestClients) => clients.ec2.send(new DescribeInstancesCommand({}))
const describeNodes = (clients: TestClients) => clients.ssm.send(new DescribeInstanceInformationCommand({}))
const setting = (clients: TestClients) => {
  const SettingId = '/ssm/managed-instance/default-ec2-instance-management-role'
  return clients.ssm.send(new GetServiceSettingCommand({ SettingId }))
}

describe('a federated user', () => {
  test('has a name of its own, for as long as asked', async () => {
    const user = await plane.user('broker', policy(allow('sts:GetFederationToken')))
    const answer = await get(user, { Policy: everything })
    const arn = `arn:aws:sts::${plane.accountId}:federated-user/bob`
    const id = `${plane.accountId}:bob`
    expect(answer.FederatedUser).toEqual({ FederatedUserId: id, Arn: arn })
    expect(answer.PackedPolicySize).toBeGreaterThan(0)
    const bob = plane.clients(toKeys(answer.Credentials!))
    expect(await bob.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Arn: arn,
      UserId: id,
      Account: plane.accountId,
    })
    const lasts = (end: Date | undefined) => (end!.getTime() - plane.clock.now().getTime()) / 1000
    expect(lasts(answer.Credentials!.Expiration)).toBeGreaterThan(43_100)
    const { Credentials } = await get(user, { DurationSeconds: 900 })
    expect(lasts(Credentials!.Expiration)).toBeLessThanOrEqual(900)
  })

  test('has what both its user and its session allow, and nothing without a session policy', async () => {
    const user = await plane.user(
      'both',
      policy(allow(['sts:GetFederationToken', 'ec2:DescribeInstances', 'ssm:Describe*'])),
    )
    const some = JSON.stringify(policy(allow(['ec2:DescribeInstances', 'ssm:GetServiceSetting'])))
    const bob = await federated(user, { Policy: some })
    await describeInstances(bob)
    expect(await refusal(describeNodes(bob))).toMatchObject({
      code: 'AccessDeniedException',
      message: expect.stringContaining('because no session policy allows'),
    })
    expect((await refusal(setting(bob))).message).toContain('because no identity-based policy allows')
    expect(await refusal(describeInstances(await federated(user)))).toMatchObject({ code: 'UnauthorizedOperation' })
    const PolicyArns = [{ arn: 'arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess' }]
    const managed = await federated(user, { PolicyArns })
    await describeNodes(managed)
    expect(await refusal(describeInstances(managed))).toMatchObject({ code: 'UnauthorizedOperation' })
  })

  test('follows its user’s rights at once', async () => {
    const user = await plane.user('follows', policy(allow('*')))
    const bob = await federated(user, { Policy: everything })
    await describeInstances(bob)
    const PolicyDocument = JSON.stringify(policy(allow('sts:*')))
    await plane.admin.iam.send(new PutUserPolicyCommand({ UserName: 'follows', PolicyName: 'inline', PolicyDocument }))
    expect(await refusal(describeInstances(bob))).toMatchObject({ code: 'UnauthorizedOperation' })
  })

  test('cannot call IAM, nor STS but to ask who it is', async () => {
    const bob = await federated(await plane.user('no-iam', policy(allow('*'))), { Policy: everything })
    expect(await refusal(bob.iam.send(new ListUsersCommand({})))).toMatchObject({
      code: 'InvalidClientTokenId',
      status: 403,
    })
    const RoleArn = `arn:aws:iam::${plane.accountId}:role/any`
    for (const [name, call] of [
      ['AssumeRole', () => bob.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'x1' }))],
      ['GetSessionToken', () => bob.sts.send(new GetSessionTokenCommand({}))],
      ['GetFederationToken', () => get(bob)],
    ] as const) {
      expect(await refusal(call())).toMatchObject({
        code: 'AccessDenied',
        message: `Cannot call ${name} with session credentials`,
      })
    }
  })

  test('of root has what its session allows, for an hour at most', async () => {
    const { identity } = plane.running.app
    const { accountId } = plane
    const now = plane.clock.now()
    const key = { id: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'x'.repeat(40) }
    const sealedSecret = identity.keySealing.seal(key.secretAccessKey, key.id)
    const kept = { id: key.id, accountId, userId: accountId, sealedSecret, status: 'Active', createdAt: now } as const
    await plane.running.app.storage.write(writer => writer.accessKeys.insert(kept))
    const root = plane.clients({ accessKeyId: key.id, secretAccessKey: key.secretAccessKey })
    const some = JSON.stringify(policy(allow('ec2:DescribeInstances')))
    const { Credentials } = await get(root, { Policy: some, DurationSeconds: 43_200 })
    expect(Credentials!.Expiration!.getTime() - plane.clock.now().getTime()).toBeLessThanOrEqual(3_600_000)
    const bob = plane.clients(toKeys(Credentials!))
    await describeInstances(bob)
    expect(await refusal(describeNodes(bob))).toMatchObject({ code: 'AccessDeniedException' })
  })

  test('has condition keys of its own', async () => {
    const user = await plane.user('keys', policy(allow('*')), [{ Key: 'Team', Value: 'a' }])
    const judged = (Condition: object, input: Partial<GetFederationTokenCommandInput> = {}) =>
      federated(user, { Policy: JSON.stringify(policy(allow('ec2:*', { Condition }))), ...input })
    const arn = `arn:aws:sts::${plane.accountId}:federated-user/bob`
    const holds: [object, Partial<GetFederationTokenCommandInput>?][] = [
      [{ StringEquals: { 'aws:PrincipalType': 'FederatedUser' } }],
      [{ StringEquals: { 'aws:userid': `${plane.accountId}:bob` } }],
      [{ ArnEquals: { 'aws:PrincipalArn': arn } }],
      [{ Null: { 'aws:username': 'true', 'aws:TokenIssueTime': 'false', 'aws:MultiFactorAuthAge': 'true' } }],
      [{ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }],
      [{ StringEquals: { 'aws:PrincipalTag/team': 'a' } }],
      [{ StringEquals: { 'aws:PrincipalTag/team': 'b' } }, { Tags: [{ Key: 'team', Value: 'b' }] }],
    ]
    for (const [condition, input] of holds) await describeInstances(await judged(condition, input))
    const fails: [object, Partial<GetFederationTokenCommandInput>?][] = [
      [{ StringEquals: { 'aws:PrincipalType': 'User' } }],
      [{ StringEquals: { 'aws:PrincipalTag/team': 'a' } }, { Tags: [{ Key: 'team', Value: 'b' }] }],
    ]
    for (const [condition, input] of fails) {
      expect(await refusal(describeInstances(await judged(condition, input)))).toMatchObject({ status: 403 })
    }
  })
})

describe('asking for a federated user', () => {
  test('takes the right to it, by name, and to its tags', async () => {
    const named = { Resource: `arn:aws:sts::${plane.accountId}:federated-user/bob` }
    const user = await plane.user('asks', policy({ ...allow('sts:GetFederationToken'), ...named }))
    await get(user)
    expect(await refusal(get(user, { Name: 'eve' }))).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining(
        `is not authorized to perform: sts:GetFederationToken on resource: arn:aws:sts::${plane.accountId}:federated-user/eve`,
      ),
    })
    const Tags = [{ Key: 'team', Value: 'a' }]
    expect((await refusal(get(user, { Tags }))).message).toContain('sts:TagSession')
    const Condition = { StringEquals: { 'aws:RequestTag/team': 'a' } }
    const actions = ['sts:GetFederationToken', 'sts:TagSession']
    const tagging = await plane.user('tagging', policy(allow(actions, { Condition })))
    await get(tagging, { Tags })
    expect(await refusal(get(tagging, { Tags: [{ Key: 'team', Value: 'b' }] }))).toMatchObject({ code: 'AccessDenied' })
  })

  test('is refused for what is wrong with it', async () => {
    const user = await plane.user('wrong', policy(allow('sts:*')))
    const ask = (input: Partial<GetFederationTokenCommandInput>) => refusal(get(user, input))
    for (const input of [
      { Name: 'b' },
      { Name: 'b'.repeat(33) },
      { DurationSeconds: 899 },
      { DurationSeconds: 129_601 },
      { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/Unknown' }] },
    ]) {
      expect(await ask(input)).toMatchObject({ code: 'ValidationError', status: 400 })
    }
    expect(await ask({ Policy: '{' })).toMatchObject({ code: 'MalformedPolicyDocument' })
    const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `key-${index}`, Value: 'v'.repeat(200) }))
    expect(await ask({ Tags })).toMatchObject({ code: 'PackedPolicyTooLarge' })
    const twice = [
      { Key: 'team', Value: 'a' },
      { Key: 'TEAM', Value: 'b' },
    ]
    expect(await ask({ Tags: twice })).toMatchObject({ code: 'InvalidParameterValue' })
    expect(await refusal(get(await plane.user('nothing')))).toMatchObject({ code: 'AccessDenied' })
  })
})
