// What binds somebody is not shaken off: by a role that organizations leave alone, by an address that policies cannot
// read, by a chain without end, by a store that fails once.
import { CreateServiceLinkedRoleCommand, UpdateUserCommand } from '@aws-sdk/client-iam'
import { CreateActivationCommand, UpdateServiceSettingCommand } from '@aws-sdk/client-ssm'
import { AssumeRoleCommand, GetFederationTokenCommand } from '@aws-sdk/client-sts'
import { createOrganizationBindings } from '@hostler/plane/identity/organization-bindings'
import { createSealing } from '@hostler/plane/identity/sealing'
import { createSessionTokens } from '@hostler/plane/identity/session-tokens'
import { createProxies } from '@hostler/plane/gateway/peer'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call, refusal as rawRefusal } from '../wire/hostler/recorded-sessions.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })

test('no host gets the role of a service, which no organization binds', async () => {
  const { iam, ssm } = plane.admin
  await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'ssm.amazonaws.com' }))
  const role = 'aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM'
  expect(await refusal(ssm.send(new CreateActivationCommand({ IamRole: role })))).toMatchObject({
    code: 'ValidationException',
  })
  const SettingId = '/ssm/managed-instance/default-ec2-instance-management-role'
  const setting = new UpdateServiceSettingCommand({ SettingId, SettingValue: role })
  expect(await refusal(ssm.send(setting))).toMatchObject({ code: 'ValidationException' })
})

test.each([
  ['fe80::1%eth0', 'fe80::1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8::1'],
])('the peer %s is known to policies as %s, directly and behind a proxy', (remoteAddress, expected) => {
  const socket = { remoteAddress } as never
  expect(createProxies([]).peerOf({ socket, headers: {} }, false).address).toBe(expected)
  const behind = { socket: { remoteAddress: '10.0.0.1' } as never, headers: { 'x-forwarded-for': remoteAddress } }
  expect(createProxies(['10.0.0.1']).peerOf(behind, false).address).toBe(expected)
})

test('a chain of roles hands on fifty tags at most', async () => {
  const { iam } = plane.admin
  const Action = ['sts:AssumeRole', 'sts:TagSession']
  const trust = JSON.stringify(policy({ Effect: 'Allow', Principal: { AWS: plane.accountId }, Action }))
  await iam.send(new CreateRoleCommand({ RoleName: 'Link', AssumeRolePolicyDocument: trust }))
  const PolicyDocument = JSON.stringify(policy({ Effect: 'Allow', Action, Resource: '*' }))
  await iam.send(new PutRolePolicyCommand({ RoleName: 'Link', PolicyName: 'p', PolicyDocument }))
  const RoleArn = `arn:aws:iam::${plane.accountId}:role/Link`
  const hop = async (from: typeof plane.admin.sts, number: number) => {
    const Tags = Array.from({ length: 25 }, (_, i) => ({ Key: `k${number}-${i}`, Value: 'v' }))
    const TransitiveTagKeys = Tags.map(({ Key }) => Key)
    const input = { RoleArn, RoleSessionName: `hop-${number}`, Tags, TransitiveTagKeys }
    const { Credentials } = await from.send(new AssumeRoleCommand(input))
    return plane.clients({
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    }).sts
  }
  const first = await hop(plane.admin.sts, 1)
  const second = await hop(first, 2)
  expect(await refusal(hop(second, 3))).toMatchObject({ code: 'ValidationError' })
})

test('tokens that were opened are remembered up to a size', () => {
  const tokens = createSessionTokens(createSealing(Buffer.alloc(32)))
  const issuedAt = new Date(0)
  const tags = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, 'v'.repeat(250)]))
  const issue = (name: string) => {
    const session = { name, issuedAt, expiresAt: issuedAt, tags }
    return tokens.issue({ kind: 'role', accountId: '1', roleId: 'AROA', session } as never).sessionToken
  }
  const first = issue('first')
  const remembered = tokens.open(first)
  expect(tokens.open(first)).toBe(remembered)
  for (let length = 0, i = 0; length < 17 * 1024 * 1024; i++) {
    const token = issue(`s${i}`)
    length += token.length
    tokens.open(token)
  }
  const again = tokens.open(first)
  expect(again).not.toBe(remembered)
  expect(again).toEqual(remembered)
})

test('organizations that could not be read once are read again', async () => {
  let reads = 0
  const list = async () => {
    if (++reads === 1) throw new Error('connection reset')
    return []
  }
  const bindings = createOrganizationBindings({ organizations: { list } } as never, { onChange() {} } as never)
  await expect(bindings.of('1')).rejects.toThrow('connection reset')
  await expect(bindings.of('1')).resolves.toBeUndefined()
  await bindings.of('1')
  expect(reads).toBe(2)
})

describe('sessions', () => {
  test('of federated users are shown no policies by explanations', async () => {
    const everything = policy({ Effect: 'Allow', Action: '*', Resource: '*' })
    const ada = await plane.user('ada', everything)
    const input = { Name: 'guest', Policy: JSON.stringify(everything) }
    const { Credentials } = await ada.sts.send(new GetFederationTokenCommand(input))
    const guest = plane.clients({
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    })
    const question = { PrincipalArn: `arn:aws:iam::${plane.accountId}:user/ada`, Action: 'ssm:GetX', Resource: '*' }
    expect(await rawRefusal(call(plane, 'ExplainAccess', question, guest))).toMatchObject({
      code: expect.stringMatching(/#UnrecognizedClientException$/),
    })
  })

  test('that are open are judged under the name that the user has now', async () => {
    const { standing } = plane.running.app.identity
    const user = await plane.user('before', policy({ Effect: 'Allow', Action: 'ssm:*', Resource: '*' }))
    const entityId = (await plane.running.app.storage.read.users.find(plane.accountId, 'before'))!.id
    const { accountId } = plane
    const arn = `arn:aws:iam::${accountId}:user/before`
    const { accessKeyId } = user.credentials
    const caller = {
      kind: 'user',
      accountId,
      arn,
      userId: entityId,
      entityId,
      userName: 'before',
      accessKeyId,
    } as const
    await plane.admin.iam.send(new UpdateUserCommand({ UserName: 'before', NewUserName: 'after' }))
    expect(await standing.asNow(caller)).toMatchObject({
      userName: 'after',
      arn: `arn:aws:iam::${accountId}:user/after`,
      entityId,
    })
  })
})
