// A host's credentials speak for that host, in its own account and region, and for nothing else.
import { createControlChannel } from '@hostler/testkit/scripted-channel'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import { ScriptedAgent } from '@hostler/testkit/scripted-agent'
import { startTestPlane } from '@hostler/testkit/test-plane'
import { expect, test } from 'vitest'

const elsewhere = 'eu-west-1'

test('an instance gets no token of a region that is not its own, though Default Host Management is on there', async () => {
  await using plane = await startTestPlane()
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin.inRegion(elsewhere))
  const agent = await plane.host()
  const abroad = new ScriptedAgent(plane, agent.instanceId, elsewhere)
  expect((await abroad.register()).json()).toMatchObject({ __type: 'AccessDeniedException' })
  expect((await abroad.requestToken()).json()).toMatchObject({ __type: 'AccessDeniedException' })
})

test('a node token opens no control channel and reports no health in another region', async () => {
  await using plane = await startTestPlane()
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  const agent = await plane.host()
  const token = await agent.join()
  const abroad = new ScriptedAgent(plane, agent.instanceId, elsewhere)
  expect((await createControlChannel(abroad, token)).status).toBe(403)
  expect((await abroad.ping(token)).json()).toMatchObject({ __type: 'AccessDeniedException' })
  expect((await agent.ping(token)).status).toBe(200)
})

test('a node token speaks for no other node of its account', async () => {
  await using plane = await startTestPlane()
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  const [mine, other] = await plane.hosts(2)
  const token = await mine!.join()
  expect((await other!.ping(token)).json()).toMatchObject({ __type: 'AccessDeniedException' })
  expect((await createControlChannel(other!, token)).status).toBe(403)
  const poll = {
    Destination: other!.instanceId,
    VisibilityTimeoutInSeconds: 10,
    MessagesRequestId: '4e1b8b1c-7a1c-4c0f-9d2a-5f8f6f0c9a11',
  }
  const polled = await other!.call('EC2WindowsMessageDeliveryService.GetMessages', poll, token, 'ec2messages')
  expect(polled.json()).toMatchObject({ __type: 'AccessDeniedException' })
})
