import { expect, test } from 'vitest'
import { openWorld } from '../../test/agent-world.ts'
import { refusal } from '../../test/scripted-plane.ts'
import { stockTiming } from '../config/timing.ts'
import { hibernationWaits } from './hibernation.ts'

test('waits are 5 minutes, then 10, 20 and 40 three times each, then an hour for ever', () => {
  const waits = hibernationWaits(stockTiming)
  const first = Array.from({ length: 14 }, () => waits.next().value)
  expect(first).toEqual([300, 600, 600, 600, 1200, 1200, 1200, 2400, 2400, 2400, 3600, 3600, 3600, 3600])
})

test('a refused first ping keeps the worker dark until one is accepted', async () => {
  const world = await openWorld()
  const denied = refusal('AccessDeniedException')
  world.plane.answer('UpdateInstanceInformation', denied, denied, { status: 200, body: {} })
  world.start()
  const line = await world.line('Not managed')
  expect(line).toContain('AccessDeniedException')
  expect(line).toContain('Next try in 300 s')
  expect(await world.clock.fire('hibernation')).toBe(300)
  expect(await world.clock.whenSleeping('hibernation')).toBe(600)
  expect(world.plane.seen.count('GetMessages') + world.plane.seen.count('CreateControlChannel')).toBe(0)
  await world.clock.fire('hibernation')
  await world.line('Managed:')
  await world.plane.channels.next('open')
})

test('throttling and server errors hibernate too, after the usual retries', async () => {
  const world = await openWorld()
  world.plane.answer('UpdateInstanceInformation', refusal('InternalServerError', 500))
  world.start()
  for (let retry = 0; retry < 3; retry++) await world.clock.fire('retry of UpdateInstanceInformation')
  expect(await world.clock.whenSleeping('hibernation')).toBe(300)
})
