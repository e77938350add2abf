import { CreateTagsCommand } from '@aws-sdk/client-ec2'
import { GetConnectionStatusCommand } from '@aws-sdk/client-ssm'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import { refusal } from '@hostler/testkit/refusal'
import type { ScriptedAgent } from '@hostler/testkit/scripted-agent'
import { openControlChannel } from '@hostler/testkit/scripted-channel'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { denial } from './denial.ts'

let plane: TestPlane
let agent: ScriptedAgent
beforeAll(async () => {
  plane = await startTestPlane()
  agent = await plane.host()
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  await openControlChannel(agent, await agent.join())
})
afterAll(() => plane.close())

const statusOf = async (Target: string, { ssm }: TestClients = plane.admin) =>
  (await ssm.send(new GetConnectionStatusCommand({ Target }))).Status

const instanceArn = (id: string) => `arn:aws:ec2:${testRegion}:${plane.accountId}:instance/${id}`

test('a node is connected while its control channel is open', async () => {
  const { $metadata: _, ...answer } = await plane.admin.ssm.send(
    new GetConnectionStatusCommand({ Target: agent.instanceId }),
  )
  expect(answer).toEqual({ Target: agent.instanceId, Status: 'connected' })
})

test('nodes without a channel, and targets that do not exist, are not connected; that is no error', async () => {
  const silent = await plane.host()
  for (const target of [silent.instanceId, 'i-0000000000000000f', 'mi-0123456789abcdef0', 'nonsense']) {
    expect(await statusOf(target)).toBe('notconnected')
  }
})

test('another account and another region see no connection', async () => {
  expect(await statusOf(agent.instanceId, await plane.account('other'))).toBe('notconnected')
  expect(await statusOf(agent.instanceId, plane.admin.inRegion('eu-west-1'))).toBe('notconnected')
})

test('a target of no length or of more than 400 characters breaks its constraint', async () => {
  for (const target of ['', 'x'.repeat(401)]) expect((await refusal(statusOf(target))).code).toBe('ValidationException')
})

test('a user whom no policy allows it is refused, whether the node exists or not', async () => {
  const nobody = await plane.user('nobody')
  for (const target of [agent.instanceId, 'i-0000000000000000f']) {
    const expected = denial(plane, 'nobody', 'ssm:GetConnectionStatus', instanceArn(target))
    expect(await refusal(statusOf(target, nobody))).toEqual(expected)
  }
  const hybrid = `arn:aws:ssm:${testRegion}:${plane.accountId}:managed-instance/mi-0123456789abcdef0`
  expect(await refusal(statusOf('mi-0123456789abcdef0', nobody))).toEqual(
    denial(plane, 'nobody', 'ssm:GetConnectionStatus', hybrid),
  )
})

test('policies see the tags of the node', async () => {
  const tagged = await plane.host()
  await plane.admin.ec2.send(
    new CreateTagsCommand({ Resources: [tagged.instanceId], Tags: [{ Key: 'Team', Value: 'Blue' }] }),
  )
  const blue = await plane.user('blue', {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'ssm:GetConnectionStatus',
        Resource: '*',
        Condition: { StringEquals: { 'ssm:resourceTag/Team': 'Blue' } },
      },
    ],
  })
  expect(await statusOf(tagged.instanceId, blue)).toBe('notconnected')
  expect((await refusal(statusOf(agent.instanceId, blue))).code).toBe('AccessDeniedException')
})
