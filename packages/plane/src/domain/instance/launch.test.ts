import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freeAddress, macAddressFor } from './addresses.ts'
import { context, oneHost, TestInstances } from './test-instances.ts'

let here: TestInstances
beforeEach(async () => {
  here = await TestInstances.open()
})
afterEach(() => here[Symbol.asyncDispose]())

describe('addresses', () => {
  test('are the lowest that are free, and never the gateway’s', () => {
    expect(freeAddress(new Set())).toBe('172.31.0.2')
    expect(freeAddress(new Set(['172.31.0.2', '172.31.0.4']))).toBe('172.31.0.3')
    const first = Array.from({ length: 254 }, (_, i) => `172.31.0.${i + 2}`)
    expect(freeAddress(new Set(first))).toBe('172.31.1.0')
  })

  test('run out', () => {
    const all = new Set(Array.from({ length: 65_001 }, (_, number) => `172.31.${number >> 8}.${number & 255}`))
    expect(() => freeAddress(all)).toThrow(expect.objectContaining({ key: 'address.limit-exceeded' }))
    all.delete('172.31.200.7')
    expect(freeAddress(all)).toBe('172.31.200.7')
  })

  test('give hardware addresses that are local and as different as they are', () => {
    expect(macAddressFor('172.31.1.255')).toBe('02:00:ac:1f:01:ff')
  })

  test('of launches at once are all different, whatever their sizes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 6 }), async counts => {
        const launches = counts.map(maxCount => here.instances.run(context, { ...oneHost, maxCount }))
        await Promise.all(launches)
        const all = await here.instances.list(context)
        expect(new Set(all.map(({ privateIp }) => privateIp)).size).toBe(all.length)
      }),
      { numRuns: 10 },
    )
  })

  test('of a stopped instance stay its own, those of an ended one are free', async () => {
    const id = await here.launch()
    const addressOf = async (one: string) => (await here.instances.find(context, one))!.privateIp
    await here.instances.idle()
    await here.instances.stop(context, [id])
    await here.instances.idle()
    expect(await addressOf(await here.launch())).not.toBe(await addressOf(id))
    here.fleet.hold('terminate')
    await here.instances.terminate(context, [id])
    expect(await addressOf(await here.launch())).not.toBe(await addressOf(id))
    here.fleet.release('terminate')
    await here.instances.idle()
    expect(await addressOf(await here.launch())).toBe(await addressOf(id))
  })
})

describe('client tokens', () => {
  const clientToken = 'token'

  test('used at once make one launch, and its machines start once', async () => {
    const request = { ...oneHost, maxCount: 3, clientToken }
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => here.instances.run(context, request)))
    await here.instances.idle()
    for (const other of others) expect(other.map(({ id }) => id)).toEqual(first!.map(({ id }) => id))
    expect(here.fleet.said.filter(said => said === 'start').length).toBe(3)
  })

  test('are remembered over a restart, until the instances are forgotten', async () => {
    const id = await here.launch({ clientToken })
    await here.instances.idle()
    await here.restart()
    await here.instances.idle()
    expect(await here.launch({ clientToken })).toBe(id)
    await here.instances.terminate(context, [id])
    await here.instances.idle()
    expect(await here.launch({ clientToken })).toBe(id)
    here.now = new Date(context.now.getTime() + 3_600_001)
    await here.instances.purge()
    expect(await here.launch({ clientToken })).not.toBe(id)
  })

  test.each([
    { imageId: 'ami-1' },
    { instanceType: 't3.large' },
    { maxCount: 2 },
    { userData: 'aGVsbG8=' },
    { keyName: 'ops' },
  ])('used with %j instead conflict', async change => {
    await here.launch({ clientToken })
    await expect(here.launch({ clientToken, ...change })).rejects.toMatchObject({ key: 'client-token.conflict' })
  })
})

test.each([
  [{ minCount: 0 }, 'launch.invalid'],
  [{ minCount: 2, maxCount: 1 }, 'launch.invalid'],
  [{ maxCount: 501 }, 'instance-count.limit-exceeded'],
  [{ availabilityZone: 'eu-west-1d' }, 'availability-zone.invalid'],
  [{ availabilityZone: 'eu-west-10a' }, 'availability-zone.invalid'],
  [{ tags: new Map([['aws:x', '']]) }, 'tag.invalid'],
] as const)('a launch with %j is %s', async (change, key) => {
  await expect(here.instances.run(context, { ...oneHost, ...change })).rejects.toMatchObject({ key })
  expect(await here.instances.list(context)).toEqual([])
  expect(await here.storage.read.tags.listByType(context, 'instance')).toEqual(new Map())
})

test('a launch takes its tags along, and is nothing without them', async () => {
  const tags = new Map([['Name', 'web']])
  const ids = (await here.instances.run(context, { ...oneHost, maxCount: 2, tags })).map(({ id }) => id)
  expect(await here.storage.read.tags.listByType(context, 'instance')).toEqual(new Map(ids.map(id => [id, tags])))
})
