import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { context, TestInstances } from './test-instances.ts'

let here: TestInstances
beforeEach(async () => {
  here = await TestInstances.open()
})
afterEach(() => here[Symbol.asyncDispose]())

/** Lets everything run that waits for nothing but storage. */
async function untilSaid(said: string): Promise<void> {
  await expect.poll(() => here.fleet.said).toContain(said)
}

describe('machine work', () => {
  test('a stop while the machine starts waits for the start, and the instance never runs', async () => {
    here.fleet.hold('start')
    const id = await here.launch()
    await untilSaid('start')
    const [transition] = await here.instances.stop(context, [id])
    expect([transition!.before.state, transition!.after.state]).toEqual(['pending', 'stopping'])
    here.fleet.release('start')
    await here.instances.idle()
    expect(here.fleet.said).toEqual(['start', 'start done', 'stop', 'stop done'])
    expect(await here.state(id)).toBe('stopped')
  })

  test('an end while the machine starts waits for the start, and what is told of it comes last', async () => {
    here.fleet.hold('start')
    const id = await here.launch()
    await untilSaid('start')
    await here.instances.terminate(context, [id])
    expect(here.gone).toEqual([])
    here.fleet.release('start')
    await here.instances.idle()
    expect(here.fleet.said).toEqual(['start', 'start done', 'terminate', 'terminate done'])
    expect([await here.state(id), here.gone]).toEqual(['terminated', [id]])
  })

  test('an end while the machine stops ends it once', async () => {
    const id = await here.launch()
    await here.instances.idle()
    here.fleet.hold('stop')
    await here.instances.stop(context, [id])
    await here.instances.terminate(context, [id])
    await here.instances.terminate(context, [id])
    here.fleet.release('stop')
    await here.instances.idle()
    expect(here.fleet.said.slice(2)).toEqual(['stop', 'stop done', 'terminate', 'terminate done'])
    expect(here.gone).toEqual([id])
  })

  test('a start that fails after a stop was asked for leaves the reason of the stop', async () => {
    here.fleet.hold('start')
    here.fleet.fail('start', 'no room')
    const id = await here.launch()
    await untilSaid('start')
    await here.instances.stop(context, [id])
    here.fleet.release('start')
    await here.instances.idle()
    const instance = (await here.instances.find(context, id))!
    expect([instance.state, instance.stateReason]).toEqual(['stopped', 'User initiated (2023-11-14 22:13:20 GMT)'])
    expect(here.errors).toEqual(['a machine could not be started'])
  })

  test('machines of different instances do not wait for each other', async () => {
    const [stopping, ending] = [await here.launch(), await here.launch()]
    await here.instances.idle()
    here.fleet.hold('stop')
    await here.instances.stop(context, [stopping])
    await here.instances.terminate(context, [ending])
    await expect.poll(() => here.state(ending)).toBe('terminated')
    expect(await here.state(stopping)).toBe('stopping')
    here.fleet.release('stop')
    await here.instances.idle()
    expect(await here.state(stopping)).toBe('stopped')
  })

  test('a reboot is given the instance as it is by then', async () => {
    const id = await here.launch()
    await here.instances.idle()
    here.fleet.hold('reboot')
    await here.instances.reboot(context, [id])
    await here.instances.reboot(context, [id])
    await untilSaid('reboot')
    await here.instances.modifyMetadataOptions(context, id, { httpPutResponseHopLimit: 9 })
    here.fleet.release('reboot')
    await here.instances.idle()
    expect(here.fleet.given.map(({ metadataOptions }) => metadataOptions.httpPutResponseHopLimit)).toEqual([1, 1, 9])
    expect(await here.state(id)).toBe('running')
  })

  test('a stop or an end that fails is done when it is asked for again', async () => {
    const id = await here.launch()
    await here.instances.idle()
    here.fleet.fail('stop', 'it hangs')
    await here.instances.stop(context, [id])
    await here.instances.idle()
    expect(await here.state(id)).toBe('stopping')
    await here.instances.stop(context, [id])
    await here.instances.idle()
    expect(await here.state(id)).toBe('stopped')
    here.fleet.fail('terminate', 'it hangs')
    await here.instances.terminate(context, [id])
    await here.instances.idle()
    expect([await here.state(id), here.gone]).toEqual(['shutting-down', []])
    await here.instances.terminate(context, [id])
    await here.instances.idle()
    expect([await here.state(id), here.gone]).toEqual(['terminated', [id]])
  })
})

describe('after a restart', () => {
  test.each([
    ['pending', ['start', 'start done'], 'running'],
    ['running', ['start', 'start done'], 'running'],
    ['stopping', ['start', 'start done', 'stop', 'stop done'], 'stopped'],
    ['stopped', [], 'stopped'],
    ['shutting-down', ['start', 'start done', 'terminate', 'terminate done'], 'terminated'],
    ['terminated', [], 'terminated'],
  ] as const)('an instance that was %s: %j, and then it is %s', async (before, said, after) => {
    const id = await here.leaveIn(before)
    await here.restart()
    await here.instances.idle()
    expect([here.fleet.said, await here.state(id)]).toEqual([said, after])
  })

  test('a running instance is pending until its machine runs again', async () => {
    const id = await here.leaveIn('running')
    const opened = here.restart()
    here.fleet.hold('start')
    await opened
    expect(await here.state(id)).toBe('pending')
    here.fleet.release('start')
    await here.instances.idle()
    expect(await here.state(id)).toBe('running')
  })

  test('a machine that is gone does not keep its instance from ending', async () => {
    const id = await here.leaveIn('shutting-down')
    const opened = here.restart()
    here.fleet.fail('start', 'its disk is gone')
    await opened
    await here.instances.idle()
    expect([await here.state(id), here.gone]).toEqual(['terminated', [id]])
  })

  test('an end of which the plane could not tell any more is told of', async () => {
    const id = await here.leaveIn('terminated')
    await here.restart()
    expect(here.gone).toEqual([id])
  })
})

describe('purge', () => {
  test('forgets instances an hour after their end, and their tags with them', async () => {
    const tags = new Map([['Name', 'short-lived']])
    const id = await here.launch({ tags })
    const kept = await here.launch({ tags })
    await here.instances.idle()
    await here.instances.terminate(context, [id])
    await here.instances.idle()
    here.now = new Date(context.now.getTime() + 3_600_000)
    await here.instances.purge()
    expect(await here.state(id)).toBe('terminated')
    here.now = new Date(here.now.getTime() + 1)
    await here.instances.purge()
    expect(await here.state(id)).toBeUndefined()
    expect((await here.instances.list(context)).map(one => one.id)).toEqual([kept])
    expect([...(await here.storage.read.tags.listByType(context, 'instance')).keys()]).toEqual([kept])
    expect((await here.storage.read.instances.list(context)).map(one => one.id)).toEqual([kept])
  })
})
