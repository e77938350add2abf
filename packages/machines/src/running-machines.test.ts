import { expect, test } from 'vitest'
import type { MachineSpec, RunningMachine } from './driver.ts'
import { createRunningMachines } from './running-machines.ts'

const spec = { instanceId: 'i-1' } as MachineSpec

function scenario() {
  let opened = 0
  const machines = createRunningMachines(async ({ instanceId }): Promise<RunningMachine> => {
    opened += 1
    if (instanceId === 'i-broken') throw new Error('no room')
    const { promise, resolve } = Promise.withResolvers<void>()
    return { instanceId, macAddress: String(opened), exited: promise, stop: async () => resolve() }
  })
  return { machines, opened: () => opened }
}

test('starts at the same time share one machine', async () => {
  const { machines, opened } = scenario()
  const [first, second] = await Promise.all([machines.start(spec), machines.start(spec)])
  expect(first).toBe(second)
  expect(opened()).toBe(1)
})

test('a start after the stop makes a new machine', async () => {
  const { machines } = scenario()
  const first = await machines.start(spec)
  await first.stop()
  expect((await machines.start(spec)).macAddress).toBe('2')
})

test('a start that failed is forgotten', async () => {
  const { machines, opened } = scenario()
  const broken = { ...spec, instanceId: 'i-broken' }
  await expect(machines.start(broken)).rejects.toThrow('no room')
  await expect(machines.start(broken)).rejects.toThrow('no room')
  expect(opened()).toBe(2)
})

test('stopping all ends every machine', async () => {
  const { machines } = scenario()
  const started = await Promise.all(['i-1', 'i-2'].map(instanceId => machines.start({ ...spec, instanceId })))
  await machines.stopAll()
  await Promise.all(started.map(({ exited }) => exited))
})
