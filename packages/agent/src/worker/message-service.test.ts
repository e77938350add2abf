import { expect, test } from 'vitest'
import { openWorld, type AgentWorld } from '../../test/agent-world.ts'
import { CHANNEL_CREATED, type Answer } from '../../test/scripted-plane.ts'

const DENIED: Answer = { status: 400, body: '<AccessDeniedException><Message>no</Message></AccessDeniedException>' }

/** Resolves when a poll has been answered: the agent pauses then. */
const polled = (world: AgentWorld) => world.clock.whenSleeping('message poll')

/** The pause after the first poll ends before the drain does, so one more poll is on its way. */
async function lastPollOf(world: AgentWorld): Promise<void> {
  await world.line('polling ended')
  await world.plane.seen.next('GetMessages')
  await world.plane.seen.next('GetMessages')
}

test('polling and the control channel start together; polling ends a minute after the channel opened', async () => {
  const world = await openWorld()
  world.start()
  await world.plane.channels.next('open')
  expect(await polled(world)).toBe(2.25)
  expect(await world.clock.fire('polling drain')).toBe(60)
  await lastPollOf(world)
  await world.clock.fire('health ping')
  await world.clock.whenSleeping('health ping')
  expect(world.plane.seen.count('GetMessages')).toBe(2)
  expect(world.clock.isSleeping('message poll')).toBe(false)
})

test('a denied control channel leaves polling on and is reported as ec2messages', async () => {
  const world = await openWorld()
  world.plane.answer('CreateControlChannel', DENIED)
  world.start()
  await world.line('No control channel')
  await world.clock.fire('health ping')
  await world.clock.whenSleeping('health ping')
  const last = world.plane.seen.all.findLast(({ name }) => name === 'UpdateInstanceInformation')
  expect(last?.what.input['SSMConnectionChannel']).toBe('ec2messages')
  await polled(world)
  expect(world.clock.isSleeping('polling drain')).toBe(false)
})

test('polling resumes when the channel is denied later, and ends again when it is back', async () => {
  const world = await openWorld()
  world.start()
  const { socket } = await world.plane.channels.next('open')
  await world.clock.fire('polling drain')
  await world.line('polling ended')
  world.plane.answer('CreateControlChannel', DENIED, CHANNEL_CREATED)
  socket.terminate()
  await world.clock.fire('control channel reconnect')
  await world.clock.whenSleeping('control channel retry')
  await polled(world)
  await world.clock.fire('control channel retry')
  await world.plane.channels.next('open')
  expect(await world.clock.whenSleeping('polling drain')).toBe(60)
})

test('any other failure of the channel does not bring polling back', async () => {
  const world = await openWorld()
  world.start()
  const { socket } = await world.plane.channels.next('open')
  await polled(world)
  await world.clock.fire('polling drain')
  await lastPollOf(world)
  world.plane.answer('CreateControlChannel', { status: 503, body: '' })
  socket.terminate()
  await world.clock.fire('control channel reconnect')
  await world.clock.whenSleeping('control channel retry')
  expect(world.clock.isSleeping('message poll')).toBe(false)
  expect(world.plane.seen.count('GetMessages')).toBe(2)
})

test('an endpoint that leaves no host means polling only, and the log says why', async () => {
  const world = await openWorld()
  await world.configure({ Mgs: { Endpoint: 'localhost:8443' } })
  world.start()
  await polled(world)
  expect(await world.line('Mgs.Endpoint')).toContain('https://host:8443')
  expect(world.plane.seen.count('CreateControlChannel')).toBe(0)
})
