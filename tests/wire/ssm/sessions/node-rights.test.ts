// A node has sessions as long as its role lets it: one that loses its rights loses its sessions and its way back.
import {
  AttachRolePolicyCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { StartSessionCommand } from '@aws-sdk/client-ssm'
import { messageTypes } from '@hostler/channel/frame/frame'
import { readChannelClosed } from '@hostler/channel/payloads/channel-closed'
import { makeInstanceProfile } from '@hostler/testkit/instance-profile'
import { createControlChannel, upgrade } from '@hostler/testkit/scripted-channel'
import { openClient, SessionHost } from '@hostler/testkit/session-ends'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'

const RoleName = 'nodes'
const PolicyArn = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'
const noLonger = 'The node is no longer allowed to have sessions.'
const denying = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Deny', Action: 'ssmmessages:*', Resource: '*' },
})

let plane: TestPlane
let host: SessionHost

beforeAll(async () => {
  plane = await startTestPlane()
  const profile = await makeInstanceProfile(plane.admin, RoleName)
  await plane.admin.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
  const agent = await plane.host(profile)
  host = await SessionHost.open(agent, await agent.profile())
})
afterAll(() => plane.close())

async function openSession() {
  const begun = await plane.admin.ssm.send(new StartSessionCommand({ Target: host.agent.instanceId }))
  await host.toldToStart()
  return { agent: await host.join(begun.SessionId!), client: await openClient(begun), sessionId: begun.SessionId! }
}

test.each([
  [
    'whose policy is detached',
    () => plane.admin.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
    () => plane.admin.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })),
  ],
  [
    'that is denied explicitly',
    () => plane.admin.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'denying', PolicyDocument: denying })),
    () => plane.admin.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'denying' })),
  ],
])('a node %s loses its sessions with a reason and opens no channel any more', async (_, lose, regain) => {
  const { client, sessionId } = await openSession()
  await lose()
  const told = await client.next(messageTypes.channelClosed)
  expect(readChannelClosed(told.payload)).toMatchObject({ sessionId, output: noLonger })
  const created = await createControlChannel(host.agent, host.credentials)
  expect(created.status).toBe(403)
  // By this word, and no other, agents fall back to asking for messages.
  expect(created.text).toContain('<AccessDeniedException>')
  expect(await upgrade(host.agent, host.credentials)).toMatchObject({ status: 403 })
  expect((await host.create(sessionId)).status).toBe(403)
  const dataChannel = `/v1/data-channel/${sessionId}?role=publish_subscribe`
  expect(await upgrade(host.agent, host.credentials, dataChannel)).toMatchObject({ status: 403 })

  await regain()
  host = await SessionHost.open(host.agent, host.credentials)
  const again = await openSession()
  again.agent.send(messageTypes.output, 'back')
  await again.client.next(messageTypes.output)
})

test('rights that go for another reason than a change in IAM are noticed too', async () => {
  const until = new Date(plane.clock.now().getTime() + 15_000).toISOString()
  const Statement = {
    Effect: 'Deny',
    Action: 'ssmmessages:OpenDataChannel',
    Resource: '*',
    Condition: { DateGreaterThan: { 'aws:CurrentTime': until } },
  }
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  await plane.admin.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'for-a-while', PolicyDocument }))
  const { agent, client } = await openSession()
  await plane.clock.advance({ seconds: 10 })
  await Promise.all([agent.settled(), client.settled()])
  expect(client.received).toEqual([])
  await plane.clock.advance({ seconds: 10 })
  const told = await client.next(messageTypes.channelClosed)
  expect(readChannelClosed(told.payload)!.output).toBe(noLonger)
})
