// A plane that ends and starts again on its data folder is the same plane to everybody: accounts, keys, sessions,
// settings, nodes and their registrations.
import { CreateRoleCommand, ListUsersCommand } from '@aws-sdk/client-iam'
import { DescribeInstanceInformationCommand, GetServiceSettingCommand } from '@aws-sdk/client-ssm'
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import {
  enableHostManagement,
  hostManagementRole,
  hostManagementSetting,
  hostManagementValue,
  makeHostManagementRole,
} from '@hostler/testkit/default-host-management'
import type { ScriptedAgent } from '@hostler/testkit/scripted-agent'
import type { TestClients, TestCredentials } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let plane: TestPlane
let user: TestClients
let otherAccount: TestClients
let session: TestClients
let agent: ScriptedAgent
let identity: TestCredentials
let token: TestCredentials

async function nodesOf({ ssm }: TestClients) {
  return (await ssm.send(new DescribeInstanceInformationCommand({}))).InstanceInformationList!
}

async function arnOf({ sts }: TestClients): Promise<string> {
  return (await sts.send(new GetCallerIdentityCommand({}))).Arn!
}

async function assumeRole(): Promise<TestClients> {
  const Principal = { AWS: plane.accountId }
  const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }]
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  const { Role } = await plane.admin.iam.send(new CreateRoleCommand({ RoleName: 'visitor', AssumeRolePolicyDocument }))
  const { Credentials } = await plane.admin.sts.send(
    new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'visit' }),
  )
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
  return plane.clients({ accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! })
}

let nodesBefore: Awaited<ReturnType<typeof nodesOf>>

beforeAll(async () => {
  plane = await startTestPlane()
  user = await plane.user('alice')
  otherAccount = await plane.account('other')
  session = await assumeRole()
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  agent = await plane.host()
  identity = await agent.identity()
  token = await agent.join()
  await agent.ping(token)
  nodesBefore = await nodesOf(plane.admin)
  await plane.restart()
})
afterAll(() => plane.close())

describe('after a restart', () => {
  test('permanent keys of every account are good', async () => {
    expect(await arnOf(plane.admin)).toBe(`arn:aws:iam::${plane.accountId}:user/admin`)
    expect(await arnOf(user)).toBe(`arn:aws:iam::${plane.accountId}:user/alice`)
    expect(await arnOf(otherAccount)).not.toContain(plane.accountId)
  })

  test('no second administrator was made', async () => {
    const { Users } = await plane.admin.iam.send(new ListUsersCommand({}))
    expect(Users!.map(({ UserName }) => UserName)).toEqual(['admin', 'alice'])
    expect(plane.running.firstStart).toBe(false)
  })

  test('sessions that were given out before are good', async () => {
    expect(await arnOf(session)).toBe(`arn:aws:sts::${plane.accountId}:assumed-role/visitor/visit`)
  })

  test('settings are as they were, with who changed them and when', async () => {
    const { ServiceSetting } = await plane.admin.ssm.send(
      new GetServiceSettingCommand({ SettingId: hostManagementSetting }),
    )
    expect(ServiceSetting).toMatchObject({
      SettingValue: hostManagementValue,
      Status: 'Customized',
      LastModifiedUser: `arn:aws:iam::${plane.accountId}:user/admin`,
    })
  })

  test('nodes are listed as they were, the last heartbeat included', async () => {
    expect(await nodesOf(plane.admin)).toEqual(nodesBefore)
    expect(nodesBefore).toMatchObject([
      { InstanceId: agent.instanceId, PingStatus: 'Online', IamRole: hostManagementRole },
    ])
  })

  test('a node goes on with the token that it holds', async () => {
    expect((await agent.ping(token)).status).toBe(200)
  })

  test('a host gets its next token without registering again, with the identity it had and with a new one', async () => {
    expect((await agent.requestToken({ credentials: identity })).status).toBe(200)
    expect((await agent.requestToken()).status).toBe(200)
  })
})

describe('after ten restarts', () => {
  test('heartbeats that were acknowledged between them have all counted', async () => {
    for (let count = 0; count < 10; count++) {
      await plane.clock.advance({ seconds: 30 })
      expect((await agent.ping(token)).status).toBe(200)
      const [before] = await nodesOf(plane.admin)
      await plane.restart()
      expect((await nodesOf(plane.admin))[0]!.LastPingDateTime).toEqual(before!.LastPingDateTime)
    }
  })
})
