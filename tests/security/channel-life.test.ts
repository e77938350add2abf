// A control channel belongs to its host: nobody else opens it, and nobody else's credentials keep it open.
import { GetConnectionStatusCommand } from '@aws-sdk/client-ssm'
import { createControlChannel, openControlChannel, roundTrip, upgrade } from '@hostler/testkit/scripted-channel'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import { startTestPlane } from '@hostler/testkit/test-plane'
import { expect, test } from 'vitest'

test('who may everything may not open the channel of a node', async () => {
  await using plane = await startTestPlane()
  const agent = await plane.host()
  const created = await createControlChannel(agent, plane.admin.credentials)
  expect(created.status).toBe(403)
  expect(created.text).toContain('<AccessDeniedException>')
  expect(await upgrade(agent, plane.admin.credentials)).toMatchObject({ status: 403 })
})

test('pings of an administrator in a node\u2019s name do not keep its channel open', async () => {
  await using plane = await startTestPlane()
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  const agent = await plane.host()
  const { socket, closed } = await openControlChannel(agent, await agent.join())
  for (let minute = 0; minute < 59; minute++) {
    await roundTrip(socket)
    await plane.clock.advance({ minutes: 1 })
  }
  expect((await agent.ping(plane.admin.credentials)).status).toBe(200)
  await roundTrip(socket)
  await plane.clock.advance({ minutes: 2 })
  expect(await closed).toBe(1008)
  const { Status } = await plane.admin.ssm.send(new GetConnectionStatusCommand({ Target: agent.instanceId }))
  expect(Status).toBe('notconnected')
})
