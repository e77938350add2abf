// What is taken away is gone: on the next call, and on sessions that are open on hosts.
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import {
  CreateRoleCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import {
  AssumeRoleCommand,
  type Credentials,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts'
import { messageTypes } from '@hostler/channel/frame/frame'
import { readChannelClosed } from '@hostler/channel/payloads/channel-closed'
import { refusal } from '@hostler/testkit/refusal'
import type { SessionEnd } from '@hostler/testkit/session-ends'
import type { TestClients } from '@hostler/testkit/test-clients'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SessionPlane } from '../wire/ssm/sessions/session-plane.ts'

let sessions: SessionPlane
beforeAll(async () => {
  sessions = await SessionPlane.start()
})
afterAll(() => sessions.close())

const everything = { Effect: 'Allow', Action: '*', Resource: '*' }
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })
const Policy = JSON.stringify(policy(everything))
const admin = () => sessions.plane.admin

function clientsOf({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials): TestClients {
  return sessions.plane.clients({
    accessKeyId: AccessKeyId!,
    secretAccessKey: SecretAccessKey!,
    sessionToken: SessionToken!,
  })
}
const tokenOf = async (user: TestClients) =>
  clientsOf((await user.sts.send(new GetSessionTokenCommand({}))).Credentials!)
const federatedOf = async (user: TestClients) =>
  clientsOf((await user.sts.send(new GetFederationTokenCommand({ Name: 'fed', Policy }))).Credentials!)

const whoAmI = (clients: TestClients) => clients.sts.send(new GetCallerIdentityCommand({}))
const call = (clients: TestClients) => clients.ec2.send(new DescribeInstancesCommand({}))
const gone = { code: 'InvalidClientTokenId', status: 403 }
const lastWords = async (end: SessionEnd) =>
  readChannelClosed((await end.next(messageTypes.channelClosed)).payload)!.output

/** Takes the user itself away and leaves its policies, so that nothing else can be the reason. */
async function removeUser(name: string): Promise<void> {
  const { accountId, running } = sessions.plane
  const user = await running.app.storage.read.users.find(accountId, name)
  await running.app.storage.write(writer => writer.users.delete(accountId, user!.id))
}

/** AWS's own document for revoking the sessions of a role or a user. */
function revoke(before: Date) {
  const Condition = { DateLessThan: { 'aws:TokenIssueTime': before.toISOString() } }
  return { ...everything, Effect: 'Deny', Condition }
}

describe('credentials end', () => {
  test('with their user', async () => {
    const user = await sessions.plane.user('leaver')
    const session = await tokenOf(user)
    const allowed = await sessions.plane.user('leaver-2', policy(everything))
    const federated = await federatedOf(allowed)
    await whoAmI(session)
    const AccessKeyId = user.credentials.accessKeyId
    await admin().iam.send(new DeleteAccessKeyCommand({ UserName: 'leaver', AccessKeyId }))
    await admin().iam.send(new DeleteUserCommand({ UserName: 'leaver' }))
    expect(await refusal(whoAmI(session))).toMatchObject(gone)
    await removeUser('leaver-2')
    expect(await refusal(whoAmI(federated))).toMatchObject(gone)
    // A user of the same name is somebody else.
    await sessions.plane.user('leaver')
    expect(await refusal(whoAmI(session))).toMatchObject(gone)
  })

  test('with their key; sessions that were got with it go on', async () => {
    const user = await sessions.plane.user('rotating', policy(everything))
    const [session, federated] = [await tokenOf(user), await federatedOf(user)]
    const key = { UserName: 'rotating', AccessKeyId: user.credentials.accessKeyId }
    await admin().iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }))
    expect(await refusal(whoAmI(user))).toMatchObject(gone)
    await call(session)
    await call(federated)
  })

  test('with their role', async () => {
    const Principal = { AWS: sessions.plane.accountId }
    const trust = { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }
    const AssumeRolePolicyDocument = JSON.stringify(policy(trust))
    const { Role } = await admin().iam.send(new CreateRoleCommand({ RoleName: 'Brief', AssumeRolePolicyDocument }))
    const assume = new AssumeRoleCommand({ RoleArn: Role!.Arn!, RoleSessionName: 'brief' })
    const session = clientsOf((await admin().sts.send(assume)).Credentials!)
    await whoAmI(session)
    await admin().iam.send(new DeleteRoleCommand({ RoleName: 'Brief' }))
    expect(await refusal(whoAmI(session))).toMatchObject(gone)
  })

  test('by a denial of everything that was issued before a time', async () => {
    const user = await sessions.plane.user('revoked', policy(everything))
    const older = [await tokenOf(user), await federatedOf(user)]
    for (const clients of older) await call(clients)
    await sessions.plane.clock.advance({ seconds: 2 })
    const PolicyDocument = JSON.stringify(policy(revoke(sessions.plane.clock.now())))
    const named = { UserName: 'revoked', PolicyName: 'AWSRevokeOlderSessions' }
    await admin().iam.send(new PutUserPolicyCommand({ ...named, PolicyDocument }))
    for (const clients of older) expect(await refusal(call(clients))).toMatchObject({ code: 'UnauthorizedOperation' })
    // Permanent keys have no such time.
    await call(user)
    await sessions.plane.clock.advance({ seconds: 2 })
    for (const clients of [await tokenOf(user), await federatedOf(user)]) await call(clients)
  })
})

describe('a session on a host ends', () => {
  test('when the user is gone who got the federated user its credentials', async () => {
    const user = await sessions.plane.user('vouches', policy(everything))
    const { sessionId, client } = await sessions.open(await federatedOf(user))
    expect(sessionId).toMatch(/^fed-/)
    await removeUser('vouches')
    expect(await lastWords(client)).toBe('The user has been deleted.')
  })

  test('when the user is gone whose session started it', async () => {
    const { client } = await sessions.open(await tokenOf(await sessions.plane.user('starter', policy(everything))))
    await removeUser('starter')
    expect(await lastWords(client)).toBe('The user has been deleted.')
  })

  test('when its credentials are denied for their age; not when the key behind them is deactivated', async () => {
    const user = await sessions.plane.user('older', policy(everything))
    const session = await tokenOf(user)
    const { client, sessionId } = await sessions.open(session)
    const key = { UserName: 'older', AccessKeyId: user.credentials.accessKeyId }
    await admin().iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }))
    await sessions.plane.running.app.recheckSessions()
    expect(await sessions.find(sessionId, 'Active')).toBeDefined()
    await sessions.plane.clock.advance({ seconds: 2 })
    const PolicyDocument = JSON.stringify(policy(revoke(sessions.plane.clock.now())))
    await admin().iam.send(new PutUserPolicyCommand({ UserName: 'older', PolicyName: 'revoke', PolicyDocument }))
    expect(await lastWords(client)).toBe('You are no longer allowed to have this session.')
  })

  test('when sessions of its role are revoked', async () => {
    const trust = { Effect: 'Allow', Principal: { AWS: sessions.plane.accountId }, Action: 'sts:AssumeRole' }
    const AssumeRolePolicyDocument = JSON.stringify(policy(trust))
    const { Role } = await admin().iam.send(new CreateRoleCommand({ RoleName: 'Ops', AssumeRolePolicyDocument }))
    const put = (PolicyName: string, statement: object) => {
      const PolicyDocument = JSON.stringify(policy(statement))
      return admin().iam.send(new PutRolePolicyCommand({ RoleName: 'Ops', PolicyName, PolicyDocument }))
    }
    await put('all', everything)
    const assume = new AssumeRoleCommand({ RoleArn: Role!.Arn!, RoleSessionName: 'ops' })
    const { client } = await sessions.open(clientsOf((await admin().sts.send(assume)).Credentials!))
    await sessions.plane.clock.advance({ seconds: 2 })
    await put('AWSRevokeOlderSessions', revoke(sessions.plane.clock.now()))
    expect(await lastWords(client)).toBe('You are no longer allowed to have this session.')
    await admin().iam.send(new DeleteRolePolicyCommand({ RoleName: 'Ops', PolicyName: 'AWSRevokeOlderSessions' }))
  })
})
