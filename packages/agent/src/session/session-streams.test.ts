import { flags } from '@hostler/channel/payloads/stream-payloads'
import { writeFlag } from '@hostler/channel/payloads/flag'
import { messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import { describe, expect, test } from 'vitest'
import { openWorld } from '../../test/agent-world.ts'
import { INSTANCE_ID } from '../../test/scripted-imds.ts'
import { commandDocument, type ScriptedSession, sessionsOn } from '../../test/scripted-session.ts'
import { isRunning } from './program/process-session.ts'
import { whyNoTerminals } from './program/pty-program.ts'

const missing = whyNoTerminals()
if (missing !== undefined) console.log(`Tests of sessions over bad connections are skipped: ${missing}`)

/** Resolves when the agent has seen everything that was sent to it, and what it said before that is here. */
async function settled(session: ScriptedSession): Promise<void> {
  session.type('x')
  await session.until(() => session.isInputTaken)
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}\r\n`).join('')

describe.skipIf(missing !== undefined)('a session whose connection breaks', () => {
  test('goes on where it was, without losing or repeating a byte in either direction', async () => {
    const world = await openWorld()
    const session = (await sessionsOn(world))(
      commandDocument('stty raw -echo; echo ready; head -c 300000 | sha256sum; seq 1 300000'),
    ).start()
    await session.shows('ready')
    const reopened = async (times: number) => {
      const open = session.until(() => session.openMessages.length === times)
      // A connection that was cut before a word came over it is not replaced at once.
      await Promise.race([open, world.clock.fire('data channel retry')])
      await open
    }
    const text = 'Zeile für Zeile\n'.repeat(20_000).slice(0, 280_000)
    session.type(text)
    for (let cuts = 0; cuts < 4; cuts++) {
      session.cut()
      await reopened(cuts + 2)
    }
    session.type('x'.repeat(300_000 - Buffer.byteLength(text)))
    await session.shows('  -')
    for (let cuts = 4; cuts < 8; cuts++) {
      const seen = session.output.length
      await session.until(() => session.output.length > seen)
      session.cut()
      await reopened(cuts + 2)
    }
    expect(await session.outcome()).toMatchObject({ FinalTaskStatus: 'Success' })
    expect(
      session.output
        .toString()
        .replaceAll(/\r?\n/g, '\r\n')
        .endsWith(`  -\r\n${numbers(300_000)}`),
    ).toBe(true)
    expect(session.states.filter(state => state === 'Connected')).toHaveLength(1)
  })

  test('ends, with its processes, when the service says that it is over', async () => {
    const world = await openWorld()
    const session = (await sessionsOn(world))(commandDocument('echo pid=$$=; exec sleep 1000')).start()
    await session.shows('=\r\n')
    const pid = Number(/pid=(\d+)/.exec(session.output.toString())?.[1])
    world.plane.answer('CreateDataChannel', { status: 400, body: '<Message>Session is already terminated</Message>' })
    const asked = world.plane.seen.count('CreateDataChannel')
    session.cut()
    const outcome = await world.meanwhile(session.outcome())
    expect(outcome).toMatchObject({ FinalTaskStatus: 'Failed' })
    expect(outcome.Output).toBe(
      `The data channel of session ${session.sessionId} was lost: Session is already terminated`,
    )
    expect(world.plane.seen.count('CreateDataChannel')).toBe(asked + 1)
    expect(isRunning(pid)).toBe(false)
  })

  test('gives up after five retries, each after twice the time, and does not storm a service that hangs up', async () => {
    const world = await openWorld()
    const start = await sessionsOn(world)
    const session = start(commandDocument('sleep 1000'))
    world.plane.sessions.set(session.sessionId, socket => socket.terminate())
    session.start()
    const waits: number[] = []
    for (let retries = 0; retries < 5; retries++) waits.push(await world.clock.fire('data channel retry'))
    expect(waits.map(seconds => Math.round(seconds * 1000))).toEqual([150, 300, 600, 1200, 2400])
    expect(await session.outcome()).toMatchObject({ FinalTaskStatus: 'Failed' })
    expect(world.plane.seen.count('CreateDataChannel')).toBe(6)
  })

  test('fails in clear words when it never had one', async () => {
    const world = await openWorld()
    const session = (await sessionsOn(world))()
    world.plane.answer('CreateDataChannel', { status: 400, body: '<Message>Session is already terminated</Message>' })
    session.start()
    expect((await session.outcome()).Output).toBe(
      `Setting up data channel with id ${session.sessionId} failed: Session is already terminated`,
    )
  })
})

describe.skipIf(missing !== undefined)('output', () => {
  test('is held back at 256 KiB when the client acknowledges nothing, and goes on when it does', async () => {
    const world = await openWorld()
    const session = (await sessionsOn(world))(commandDocument('stty -opost -echo; yes | head -c 2000000')).start()
    await session.until(() => session.output.length > 0)
    session.acknowledges = false
    const from = session.output.length
    await session.until(() => session.output.length - from > 200 * 1024)
    await settled(session)
    expect(session.output.length).toBeLessThan(2_000_000)
    session.acknowledges = true
    session.cut()
    await session.outcome()
    expect(session.output.equals(Buffer.from('y\n'.repeat(1_000_000)))).toBe(true)
  })

  test('that is not acknowledged comes again, in a time that grows', async () => {
    const world = await openWorld()
    const session = (await sessionsOn(world))(commandDocument('echo once; exec sleep 1000'))
    session.acknowledges = false
    session.start()
    await session.shows('once')
    const waits: number[] = []
    for (let again = 1; again <= 4; again++) {
      waits.push(await world.clock.fire('session resend'))
      await session.until(() => session.repeated >= again)
    }
    expect(waits).toEqual([0.2, 0.4, 0.8, 1])
    session.acknowledges = true
    session.close()
  })

  test('never goes more than the window and one message beyond the last acknowledgement', async () => {
    const world = await openWorld()
    const session = (await sessionsOn(world))(commandDocument('stty -echo; yes')).start()
    await session.until(() => session.output.length > 0)
    session.acknowledges = false
    const from = session.output.length
    await session.until(() => session.output.length - from > 200 * 1024)
    for (let keys = 0; keys < 50; keys++) await settled(session)
    expect(session.output.length - from).toBeLessThanOrEqual(256 * 1024 + 16 * 1024)
    session.close()
  })

  test('pauses when the service asks for it, and goes on when it asks for that', async () => {
    const world = await openWorld()
    const session = (await sessionsOn(world))(commandDocument('stty -echo; seq 1 100000')).start()
    await session.until(() => session.output.length > 0)
    session.say(messageTypes.pause)
    await settled(session)
    expect(session.exitCode).toBeUndefined()
    const held = session.output.length
    for (let keys = 0; keys < 50; keys++) await settled(session)
    expect(session.output.length).toBe(held)
    session.say(messageTypes.start)
    await session.outcome()
    expect(session.output.toString()).toContain(numbers(100_000).slice(-100))
  })

  test('starts again by itself on another connection', async () => {
    const world = await openWorld()
    const session = (await sessionsOn(world))(commandDocument('stty -echo; seq 1 100000')).start()
    await session.until(() => session.output.length > 0)
    session.say(messageTypes.pause)
    await settled(session)
    session.cut()
    await session.outcome()
    expect(session.output.toString()).toContain(numbers(100_000).slice(-100))
  })
})

describe.skipIf(missing !== undefined)('sessions', () => {
  test('run side by side, twenty at once', async () => {
    const start = await sessionsOn(await openWorld())
    const all = Array.from({ length: 20 }, (_, index) =>
      start(commandDocument(`read x; echo "$x"; exit ${index}`)).start(),
    )
    await Promise.all(
      all.map(async (session, index) => {
        await session.until(() => session.customerMessage !== undefined)
        session.type(`session ${index} speaks\n`)
        await session.outcome()
        expect(session.output.toString()).toContain(`session ${index} speaks\r\nsession ${index} speaks`)
        expect(session.exitCode).toBe(index)
      }),
    )
  })

  test('are not started twice', async () => {
    const world = await openWorld()
    const session = (await sessionsOn(world))().start()
    await session.shows(INSTANCE_ID)
    session.start()
    expect(await world.line('runs already')).toContain(session.sessionId)
    session.type('exit 5\n')
    await session.outcome()
    expect(session.exitCode).toBe(5)
    expect(world.plane.seen.count('CreateDataChannel')).toBe(1)
  })

  test.each([
    [
      'a flag of the client',
      (session: ScriptedSession) => session.send(payloadTypes.flag, writeFlag(flags.terminateSession)),
    ],
    ['the data channel', (session: ScriptedSession) => session.say(messageTypes.channelClosed)],
    ['the control channel', (session: ScriptedSession) => session.close()],
  ])('end through %s', async (_name, end) => {
    const world = await openWorld()
    const session = (await sessionsOn(world))(commandDocument('echo up; exec sleep 1000')).start()
    await session.shows('up')
    end(session)
    expect(await world.meanwhile(session.outcome())).toMatchObject({ FinalTaskStatus: 'Success', Output: '' })
    expect(session.states).toEqual(['Connected', 'Terminating'])
  })

  test('end while they begin', async () => {
    const world = await openWorld()
    const session = (await sessionsOn(world))(commandDocument('sleep 1000')).start()
    await session.until(() => session.customerMessage !== undefined)
    session.close()
    expect(await world.meanwhile(session.outcome())).toMatchObject({ FinalTaskStatus: 'Success', Output: '' })
  })

  test('and their processes end before the agent does', async () => {
    const world = await openWorld()
    const control = world.start()
    const session = (await sessionsOn(world, control))(commandDocument('echo pid=$$=; exec sleep 1000')).start()
    await session.shows('=\r\n')
    const pid = Number(/pid=(\d+)/.exec(session.output.toString())?.[1])
    expect(isRunning(pid)).toBe(true)
    await world.meanwhile(control.stop())
    expect(isRunning(pid)).toBe(false)
  })
})
