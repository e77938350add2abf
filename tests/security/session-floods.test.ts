// A host's root may say anything on its control channel, as fast as it likes.
import { messageTypes } from '@hostler/channel/frame/frame'
import { FrameWriter } from '@hostler/channel/frame/frame-writer'
import { writeJson } from '@hostler/channel/payloads/json-payload'
import { hash, randomUUID } from 'node:crypto'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import { makeDeaf, openControlChannel, roundTrip } from '@hostler/testkit/scripted-channel'
import { startTestPlane, testRegion } from '@hostler/testkit/test-plane'
import { expect, test } from 'vitest'

const writer = new FrameWriter({ digest: bytes => hash('sha256', bytes, 'buffer'), randomUUID })
const complete = (TaskId: string) =>
  writer.message(messageTypes.agentTaskComplete, writeJson({ TaskId, FinalTaskStatus: 'Success', Output: '' }), 1)

async function openHost() {
  const plane = await startTestPlane()
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  const agent = await plane.host()
  return { plane, agent, ...(await openControlChannel(agent, await agent.join())) }
}

test('an agent that tells of ended sessions for ever and reads no answer loses its channel', async () => {
  const { plane, agent, socket } = await openHost()
  await using _ = plane
  const isConnected = () =>
    plane.running.app.nodes.isConnected({ accountId: plane.accountId, region: testRegion }, agent.instanceId)
  expect(isConnected()).toBe(true)
  makeDeaf(socket)
  const message = complete('ada-0123456789abcdef0')
  for (let round = 0; round < 500 && isConnected(); round++) {
    for (let i = 0; i < 200; i++) socket.send(message, () => undefined)
    await new Promise(setImmediate)
  }
  expect(isConnected()).toBe(false)
})

test('what could be no session is not answered', async () => {
  const { plane, socket } = await openHost()
  await using _ = plane
  const answers: Buffer[] = []
  socket.on('message', (data: Buffer) => answers.push(data))
  socket.send(complete('x'.repeat(500_000)))
  socket.send(complete('../../etc'))
  await roundTrip(socket)
  expect(answers).toHaveLength(0)
})
