// The rules of Default Host Management, from both ends: what administrators set, what hosts get.
import { ModifyInstanceMetadataOptionsCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2'
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { DescribeInstanceInformationCommand, GetConnectionStatusCommand } from '@aws-sdk/client-ssm'
import {
  disableHostManagement,
  enableHostManagement,
  hostManagementPolicy,
  hostManagementRole,
  makeHostManagementRole,
  trustPolicyFor,
} from '@hostler/testkit/default-host-management'
import { createControlChannel, openControlChannel, roundTrip, upgrade } from '@hostler/testkit/scripted-channel'
import { ScriptedAgent, tokenOf } from '@hostler/testkit/scripted-agent'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accepted, outcomeOf } from './agent-reply.ts'
import { makeInstanceProfile } from '@hostler/testkit/instance-profile'

let plane: TestPlane
let agent: ScriptedAgent
beforeEach(async () => {
  plane = await startTestPlane()
  await makeHostManagementRole(plane.admin)
  agent = await plane.host({ MetadataOptions: { HttpTokens: 'required' } })
})
afterEach(() => plane.close())

const notConfigured = (accountId = plane.accountId) => ({
  status: 400,
  code: 'AccessDeniedException',
  message: `Systems Manager's instance management role is not configured for account: ${accountId}`,
})

const askForToken = async (from = agent) => outcomeOf(await from.requestToken())

async function node({ ssm }: TestClients = plane.admin, { instanceId } = agent) {
  const { InstanceInformationList } = await ssm.send(new DescribeInstanceInformationCommand({}))
  return InstanceInformationList!.find(({ InstanceId }) => InstanceId === instanceId)
}

async function connection() {
  return (await plane.admin.ssm.send(new GetConnectionStatusCommand({ Target: agent.instanceId }))).Status
}

describe('a host without instance profile', () => {
  test('comes online by itself once the setting names a role', async () => {
    expect(outcomeOf(await agent.register())).toEqual(accepted)
    expect(await askForToken()).toEqual(notConfigured())
    expect(await node()).toBeUndefined()
    await enableHostManagement(plane.admin)
    const token = tokenOf(await agent.requestToken())
    expect(outcomeOf(await agent.ping(token))).toEqual(accepted)
    expect(await node()).toMatchObject({ PingStatus: 'Online', IamRole: hostManagementRole })
  })

  test('registers whether the setting is on or off', async () => {
    expect(outcomeOf(await agent.register())).toEqual(accepted)
    await enableHostManagement(plane.admin)
    expect(outcomeOf(await agent.register())).toEqual(accepted)
    await disableHostManagement(plane.admin)
    expect(outcomeOf(await agent.register())).toEqual(accepted)
    expect(await askForToken()).toEqual(notConfigured())
  })

  test('that lost its key folder registers a new key and gets tokens with it', async () => {
    await enableHostManagement(plane.admin)
    await agent.join()
    agent.changeKey()
    expect((await askForToken()).code).toBe('AccessDeniedException')
    await agent.register()
    expect(await askForToken()).toEqual(accepted)
  })

  test('has no profile credentials to offer', async () => {
    await expect(agent.profile()).rejects.toThrow('AssumeRoleUnauthorizedAccess')
  })
})

describe('the host has to', () => {
  beforeEach(async () => {
    await enableHostManagement(plane.admin)
    await agent.register()
  })

  test.each(['3.2.581.0', '3.2.581', '3.1.9999.0', '2.3.1.0', '0.0.0.0'])(
    'run no older agent than 3.2.582.0: %s is refused',
    async version => {
      agent.userAgent = `aws-sdk-go/1.44.0 (go1.20; linux; amd64) amazon-ssm-agent/${version}`
      expect(await askForToken()).toMatchObject({ status: 400, code: 'AccessDeniedException' })
    },
  )

  test.each([
    ['the first one that knows it', 'amazon-ssm-agent/3.2.582.0'],
    ['a newer one', 'aws-sdk-go/1.51.20 (go1.23.5; linux; amd64) amazon-ssm-agent/3.3.0.0'],
    ['none, as an agent without configuration file', 'aws-sdk-go/1.51.20 (go1.23.5; linux; amd64) amazon-ssm-agent/'],
    ['none at all', undefined],
    ['something that is no version', 'amazon-ssm-agent/latest'],
  ])('state no old agent version: %s is no refusal', async (_, userAgent) => {
    agent.userAgent = userAgent
    expect(await askForToken()).toEqual(accepted)
  })

  test('fetch its identity over version 2 of the metadata service', async () => {
    await plane.admin.ec2.send(
      new ModifyInstanceMetadataOptionsCommand({ InstanceId: agent.instanceId, HttpTokens: 'optional' }),
    )
    const credentials = await agent.identity('1.0')
    expect(outcomeOf(await agent.requestToken({ credentials }))).toEqual({
      status: 400,
      code: 'AccessDeniedException',
      message: 'Default Host Management Configuration requires Instance Metadata Service Version 2.',
    })
    expect(await askForToken()).toEqual(accepted)
  })
})

describe('the role', () => {
  beforeEach(async () => {
    await enableHostManagement(plane.admin)
    await agent.register()
  })

  const RoleName = hostManagementRole
  async function deleteRole() {
    await plane.admin.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: hostManagementPolicy }))
    await plane.admin.iam.send(new DeleteRoleCommand({ RoleName }))
  }

  test('that is deleted gives no more tokens, and those it gave are void', async () => {
    const token = tokenOf(await agent.requestToken())
    await deleteRole()
    expect(await askForToken()).toEqual(notConfigured())
    expect(outcomeOf(await agent.ping(token)).code).toBe('UnrecognizedClientException')
  })

  test('that is made anew under the same name gives tokens, and old ones stay void', async () => {
    const token = tokenOf(await agent.requestToken())
    await deleteRole()
    await makeHostManagementRole(plane.admin)
    expect(await askForToken()).toEqual(accepted)
    expect(outcomeOf(await agent.ping(token)).code).toBe('UnrecognizedClientException')
  })

  test('that is made anew under another path is another role', async () => {
    await deleteRole()
    const AssumeRolePolicyDocument = trustPolicyFor('ssm.amazonaws.com')
    await plane.admin.iam.send(new CreateRoleCommand({ RoleName, Path: '/elsewhere/', AssumeRolePolicyDocument }))
    expect(await askForToken()).toEqual(notConfigured())
  })

  test('that trusts Systems Manager no longer gives no more tokens; those it gave stay good', async () => {
    const token = tokenOf(await agent.requestToken())
    const trust = (service: string) =>
      plane.admin.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trustPolicyFor(service) }))
    await trust('ec2.amazonaws.com')
    expect(await askForToken()).toEqual(notConfigured())
    expect(outcomeOf(await agent.ping(token))).toEqual(accepted)
    await trust('ssm.amazonaws.com')
    expect(await askForToken()).toEqual(accepted)
  })

  test('without its policy gives tokens with which nothing can be done', async () => {
    await plane.admin.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: hostManagementPolicy }))
    const token = tokenOf(await agent.requestToken())
    expect(outcomeOf(await agent.ping(token))).toEqual({
      status: 400,
      code: 'AccessDeniedException',
      message:
        `User: arn:aws:sts::${plane.accountId}:assumed-role/${RoleName}/${agent.instanceId} is not authorized to perform: ssm:UpdateInstanceInformation` +
        ` on resource: arn:aws:ec2:${testRegion}:${plane.accountId}:instance/${agent.instanceId} because no identity-based policy allows the ssm:UpdateInstanceInformation action`,
    })
    await plane.admin.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: hostManagementPolicy }))
    expect(outcomeOf(await agent.ping(token))).toEqual(accepted)
  })
})

describe('the setting', () => {
  test('counts in its own region only', async () => {
    const europe = plane.admin.inRegion('eu-west-1')
    const european = await plane.host({}, europe)
    await european.register()
    await enableHostManagement(plane.admin)
    expect(await askForToken(european)).toEqual(notConfigured())
    await enableHostManagement(europe)
    const token = tokenOf(await european.requestToken())
    expect(outcomeOf(await european.ping(token))).toEqual(accepted)
    expect(await node(europe, european)).toMatchObject({ PingStatus: 'Online' })
    expect(await node(plane.admin, european)).toBeUndefined()
  })

  test('counts in its own account only', async () => {
    const other = await plane.account('other')
    const theirs = await plane.host({}, other)
    await theirs.register()
    await enableHostManagement(plane.admin)
    expect(await askForToken(theirs)).toEqual(notConfigured(other.accountId))
    await makeHostManagementRole(other)
    await enableHostManagement(other)
    const token = tokenOf(await theirs.requestToken())
    expect(outcomeOf(await theirs.ping(token))).toEqual(accepted)
    expect(await node(other, theirs)).toMatchObject({ PingStatus: 'Online' })
    expect(await node(plane.admin, theirs)).toBeUndefined()
  })

  test('that is reset leaves running tokens good until they expire; then the node is lost', async () => {
    await enableHostManagement(plane.admin)
    const token = await agent.join()
    const { socket, closed } = await openControlChannel(agent, token)
    await disableHostManagement(plane.admin)
    expect(await askForToken()).toEqual(notConfigured())
    for (let minutes = 0; minutes < 58; minutes += 2) {
      await plane.clock.advance({ minutes: 2 })
      await roundTrip(socket)
      if (minutes % 10 === 0) expect(outcomeOf(await agent.ping(token))).toEqual(accepted)
    }
    expect([await connection(), (await node())?.PingStatus]).toEqual(['connected', 'Online'])
    await plane.clock.advance({ minutes: 3 })
    expect(outcomeOf(await agent.ping(token))).toMatchObject({ status: 400, code: 'ExpiredTokenException' })
    expect(await closed).toBe(1008)
    expect(await connection()).toBe('notconnected')
    await plane.clock.advance({ minutes: 12 })
    expect(await node()).toMatchObject({ PingStatus: 'ConnectionLost' })
  })

  test('that is turned on again brings the node back', async () => {
    await enableHostManagement(plane.admin)
    await agent.join().then(token => agent.ping(token))
    await disableHostManagement(plane.admin)
    await plane.clock.advance({ hours: 2 })
    expect(await node()).toMatchObject({ PingStatus: 'ConnectionLost' })
    await enableHostManagement(plane.admin)
    await agent.ping(tokenOf(await agent.requestToken()))
    expect(await node()).toMatchObject({ PingStatus: 'Online' })
  })
})

describe('the instance profile comes first', () => {
  test('with permission it is all the host needs, setting or not', async () => {
    const able = await plane.host(
      await makeInstanceProfile(plane.admin, 'Able', 'ssm:UpdateInstanceInformation', 'ssmmessages:*'),
    )
    expect(outcomeOf(await able.ping(await able.profile()))).toEqual(accepted)
    expect((await node(plane.admin, able))!.IamRole).toBeUndefined()
    expect((await createControlChannel(able, await able.profile())).status).toBe(201)
  })

  test('without permission the refusal is exactly AccessDeniedException, which leads the agent on', async () => {
    const unable = await plane.host(await makeInstanceProfile(plane.admin, 'Unable', 's3:*'))
    const reply = await unable.ping(await unable.profile())
    expect(reply.status).toBe(400)
    expect(reply.json()['__type']).toMatch(/^(com\.amazon\.coral\.service#)?AccessDeniedException$/)
    expect(outcomeOf(reply).message).toBe(
      `User: arn:aws:sts::${plane.accountId}:assumed-role/Unable/${unable.instanceId} is not authorized to perform: ssm:UpdateInstanceInformation` +
        ` on resource: arn:aws:ec2:${testRegion}:${plane.accountId}:instance/${unable.instanceId} because no identity-based policy allows the ssm:UpdateInstanceInformation action`,
    )
    await enableHostManagement(plane.admin)
    const token = await unable.join()
    expect(outcomeOf(await unable.ping(token))).toEqual(accepted)
    expect(await node(plane.admin, unable)).toMatchObject({ IamRole: hostManagementRole })
  })

  test('a profile that is added later takes over, and the node says so', async () => {
    await enableHostManagement(plane.admin)
    const able = await plane.host(await makeInstanceProfile(plane.admin, 'Later', 'ssm:UpdateInstanceInformation'))
    await able.ping(await able.join())
    expect((await node(plane.admin, able))!.IamRole).toBe(hostManagementRole)
    await able.ping(await able.profile())
    expect((await node(plane.admin, able))!.IamRole).toBeUndefined()
  })

  test('profile credentials act for their own host only, whatever their policy allows', async () => {
    const able = await plane.host(await makeInstanceProfile(plane.admin, 'All', '*'))
    expect(outcomeOf(await agent.ping(await able.profile())).code).toBe('AccessDeniedException')
  })
})

describe('credentials of a node act for that node only', () => {
  let token: Awaited<ReturnType<ScriptedAgent['join']>>
  let other: ScriptedAgent
  beforeEach(async () => {
    await enableHostManagement(plane.admin)
    token = await agent.join()
    other = await plane.host()
    await other.register()
  })

  test('no heartbeat for another', async () => {
    expect(outcomeOf(await other.ping(token)).code).toBe('AccessDeniedException')
    expect(await node(plane.admin, other)).toBeUndefined()
  })

  test('no control channel of another, token or socket', async () => {
    const reply = await createControlChannel(agent, token, other.instanceId)
    expect(reply.status).not.toBe(201)
    expect(reply.text).toContain('<AccessDeniedException>')
    const target = `/v1/control-channel/${other.instanceId}?role=subscribe&stream=input`
    expect(await upgrade(agent, token, target)).toMatchObject({
      status: 403,
      body: expect.stringContaining('<AccessDeniedException>'),
    })
  })

  test('no messages of another', async () => {
    const body = {
      Destination: other.instanceId,
      MessagesRequestId: crypto.randomUUID(),
      VisibilityTimeoutInSeconds: 10,
    }
    const reply = await agent.call('EC2WindowsMessageDeliveryService.GetMessages', body, token, 'ec2messages')
    expect(outcomeOf(reply).code).toBe('AccessDeniedException')
  })

  test('no token in another’s name', async () => {
    const credentials = await agent.identity()
    expect(outcomeOf(await other.requestToken({ credentials })).code).not.toBe('')
  })

  test('nothing that the role does not allow', async () => {
    const clients = plane.clients(token)
    await expect(clients.ssm.send(new DescribeInstanceInformationCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })
  })

  test('nothing in another region, where another setting counts', async () => {
    await disableHostManagement(plane.admin)
    await enableHostManagement(plane.admin.inRegion('eu-west-1'))
    const abroad = new ScriptedAgent(plane, agent.instanceId, 'eu-west-1')
    const identity = await agent.identity()
    const { status, body } = (await upgrade(abroad, token)) as { status: number; body: string }
    expect([status, body]).toEqual([403, expect.stringContaining('<AccessDeniedException>')])
    expect((await createControlChannel(abroad, token)).text).toContain('<AccessDeniedException>')
    for (const reply of [
      await abroad.ping(token),
      await abroad.register({}, identity),
      await abroad.requestToken({ credentials: identity }),
    ]) {
      expect(outcomeOf(reply).code).toBe('AccessDeniedException')
    }
  })
})

describe('a terminated instance', () => {
  test('loses its identity, its tokens, its channel and its registration', async () => {
    await enableHostManagement(plane.admin)
    const [identity, token] = [await agent.identity(), await agent.join()]
    await agent.ping(token)
    const { closed } = await openControlChannel(agent, token)
    const channelToken = await createControlChannel(agent, token)
    expect(channelToken.status).toBe(201)
    await plane.admin.ec2.send(new TerminateInstancesCommand({ InstanceIds: [agent.instanceId] }))
    await plane.running.app.instances.idle()
    expect(await closed).toBe(1001)
    expect(outcomeOf(await agent.requestToken({ credentials: identity })).code).toBe('UnrecognizedClientException')
    expect(['InvalidInstanceId', 'UnrecognizedClientException']).toContain(outcomeOf(await agent.ping(token)).code)
    expect((await createControlChannel(agent, token)).status).not.toBe(201)
    expect(await upgrade(agent, token)).toMatchObject({ status: 403 })
    expect([await connection(), await node()]).toEqual(['notconnected', undefined])
    const scope = { accountId: plane.accountId, region: testRegion }
    const stored = plane.running.app.storage.read.nodes
    expect(await stored.findRegistration(scope, agent.instanceId)).toBeUndefined()
  })
})
