import { expect, test } from 'vitest'
import { openWorld, type AgentWorld } from '../../test/agent-world.ts'
import { refusal, roleToken } from '../../test/scripted-plane.ts'

const longLived = (world: AgentWorld) =>
  world.plane.answer('RequestManagedInstanceRoleToken', { status: 200, body: roleToken('2026-11-24T00:00:00Z') })

test('full pings come at once, after a random part of the period, then every five minutes', async () => {
  const world = await openWorld()
  longLived(world)
  world.start()
  expect(await world.clock.fire('health ping')).toBe(150)
  expect(await world.clock.fire('health ping')).toBe(300)
  expect(await world.clock.whenSleeping('health ping')).toBe(300)
  expect(world.plane.seen.count('UpdateInstanceInformation')).toBe(4)
})

test('the period follows Ssm.HealthFrequencyMinutes', async () => {
  const world = await openWorld()
  longLived(world)
  await world.configure({ Ssm: { Endpoint: world.plane.url, HealthFrequencyMinutes: 20 } })
  world.start()
  await world.clock.fire('health ping')
  expect(await world.clock.whenSleeping('health ping')).toBe(1200)
})

test('pings report the channel in use', async () => {
  const world = await openWorld()
  world.start()
  await world.plane.channels.next('open')
  await world.line('control channel to')
  await world.clock.fire('health ping')
  await world.clock.whenSleeping('health ping')
  const pings = world.plane.seen.all.filter(({ name }) => name === 'UpdateInstanceInformation')
  expect(pings.map(({ what }) => what.input['SSMConnectionChannel'])).toEqual([undefined, '', 'ssmmessages'])
})

test('a failed ping is logged and the next comes in its turn', async () => {
  const world = await openWorld()
  longLived(world)
  world.start()
  await world.clock.whenSleeping('health ping')
  world.plane.answer('UpdateInstanceInformation', refusal('InvalidInstanceId'), { status: 200, body: {} })
  await world.clock.fire('health ping')
  expect(await world.line('Health ping 1 in a row failed')).toContain('InvalidInstanceId')
  expect(await world.clock.fire('health ping')).toBe(300)
  await world.line('accepted again')
})

test('a ping without metadata service still goes out, without the zone', async () => {
  const world = await openWorld()
  world.start()
  await world.clock.whenSleeping('health ping')
  world.imds.pages.delete('dynamic/instance-identity/document')
  await world.clock.fire('health ping')
  await world.clock.whenSleeping('health ping')
  const last = world.plane.seen.all.findLast(({ name }) => name === 'UpdateInstanceInformation')
  expect(last?.what.input).toHaveProperty('ComputerName')
  expect(last?.what.input).not.toHaveProperty('AvailabilityZone')
})

test('after Default Host Management is turned off, pings end when the credentials expire and resume with new ones', async () => {
  const world = await openWorld()
  world.start()
  await world.clock.whenSleeping('health ping')
  world.plane.answer('RequestManagedInstanceRoleToken', refusal('AccessDeniedException'))
  await world.clock.fire('credential refresh')
  await world.line('turn on Default Host Management')
  world.clock.advance(1801)
  expect(await world.line('Health ping 1 in a row failed')).toContain('shared credentials expired')
  world.plane.answer('RequestManagedInstanceRoleToken', { status: 200, body: roleToken('2026-11-22T09:00:00Z') })
  await world.clock.fire('credential refresh')
  await world.clock.whenSleeping('credential refresh')
  await world.clock.fire('health ping')
  await world.line('Health pings are accepted again')
})
