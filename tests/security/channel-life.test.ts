// A control channel lives as long as credentials vouch for it, and keys that can be taken away vouch for a while only.
import { UpdateAccessKeyCommand } from '@aws-sdk/client-iam'
import { GetConnectionStatusCommand } from '@aws-sdk/client-ssm'
import { openControlChannel, roundTrip } from '@hostler/testkit/scripted-channel'
import { startTestPlane } from '@hostler/testkit/test-plane'
import { expect, test } from 'vitest'

const Action = ['ssmmessages:*', 'ssm:UpdateInstanceInformation']
const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }

test('a channel that was opened with a permanent key does not outlive the key by more than an hour', async () => {
  await using plane = await startTestPlane()
  const agent = await plane.host()
  const user = await plane.user('agent', policy)
  const { socket, closed } = await openControlChannel(agent, user.credentials)
  const connection = async () =>
    (await plane.admin.ssm.send(new GetConnectionStatusCommand({ Target: agent.instanceId }))).Status

  async function pass(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      await roundTrip(socket)
      await plane.clock.advance({ minutes: 1 })
    }
  }
  await pass(50)
  expect((await agent.ping(user.credentials)).status).toBe(200)
  await pass(50)
  expect(await connection()).toBe('connected')
  const { accessKeyId: AccessKeyId } = user.credentials
  await plane.admin.iam.send(new UpdateAccessKeyCommand({ UserName: 'agent', AccessKeyId, Status: 'Inactive' }))
  expect((await agent.ping(user.credentials)).status).toBe(400)
  await pass(9)
  await plane.clock.advance({ minutes: 2 })
  expect(await closed).toBe(1008)
  expect(await connection()).toBe('notconnected')
})
