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

/** Turns of the event loop in which nothing more arrives: whoever is held back has stopped by then. */
async function quiet(session: ScriptedSession): Promise<void> {
  for (let before = -1, turns = 0; turns < 200; turns++) {
    if (session.output.length !== before) turns = 0
    before = session.output.length
    await new Promise(resolve => setImmediate(resolve))
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}\r\n`).join('')

describe.skipIf(missing !== undefined)('a session whose connection breaks', () => {
  test('goes on where it was, without losing or repeating a byte in either direction', async () => {
    const world = await openWorld()
    const session = (await sessionsOn(world))(
      commandDocument('stty raw -echo; echo ready; head -c 300000 | sha256sum; seq 1 60000'),
    ).start()
    await session.shows('ready')
    const text = 'Zeile für Zeile\n'.repeat(20_000).slice(0, 290_000)
    const bytes = Buffer.from(text).subarray(0, 300_000)
    session.type(bytes.toString('latin1').slice(0, 0) + text)
    for (let cuts = 0; cuts < 4; cuts++) {
      session.cut()
      await session.until(() => session.openMessages.length === cuts + 2)
    }
    session.type('x'.repeat(300_000 - bytes.length))
    await session.shows('  -')
    for (let cuts = 4; cuts < 8; cuts++) {
      const seen = session.output.length
      await session.until(() => session.output.length > seen)
      session.cut()
      await session.until(() => session.openMessages.length === cuts + 2)
    }
    expect(await session.outcome()).toMatchObject({ FinalTaskStatus: 'Success' })
    expect(
      session.output
        .toString()
        .replaceAll(/\r?\n/g, '\r\n')
        .endsWith(`  -\r\n${numbers(60_000)}`),
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
    const outcome = await session.outcome()
    expect(outcome).toMatchObject({ FinalTaskStatus: 'Failed' })
    expect(outcome.Output).toBe(
      `Setting up data channel with id ${session.sessionId} failed: Session is already terminated`,
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
})

describe.skipIf(missing !== undefined)('output', () => {
  test('is held back at 256 KiB when the client acknowledges nothing, and goes on when it does', async () => {
    const world = await openWorld()
    const session = (await sessionsOn(world))(commandDocument('stty -opost; yes | head -c 2000000')).start()
    await session.until(() => session.output.length > 0)
    session.acknowledges = false
    await quiet(session)
    const held = session.output.length
    expect(held).toBeLessThan(2_000_000)
    session.acknowledges = true
    // What was not acknowledged comes again, and is then.
    while (session.output.length < 2_000_000) await world.clock.fire('session resend')
    await session.outcome()
    expect(session.output.equals(Buffer.from('y\n'.repeat(1_000_000)))).toBe(true)
  })

  test('never goes more than the window and one message beyond the last acknowledgement', async () => {
    const world = await openWorld()
    const session = (await sessionsOn(world))(commandDocument('yes')).start()
    await session.until(() => session.customerMessage !== undefined)
    session.acknowledges = false
    const from = session.output.length
    await quiet(session)
    expect(session.output.length - from).toBeLessThanOrEqual(256 * 1024 + 16 * 1024)
    expect(session.output.length - from).toBeGreaterThan(200 * 1024)
    session.close()
  })

  test('pauses when the service asks for it, and goes on when it asks for that', async () => {
    const world = await openWorld()
    const session = (await sessionsOn(world))(commandDocument('seq 1 100000')).start()
    await session.until(() => session.output.length > 0)
    session.say(messageTypes.pause)
    await quiet(session)
    expect(session.exitCode).toBeUndefined()
    const held = session.output.length
    session.type('x')
    await session.until(() => session.isInputTaken)
    await quiet(session)
    expect(session.output.length).toBe(held)
    session.say(messageTypes.start)
    await session.outcome()
    expect(session.output.toString()).toContain(numbers(100_000).slice(-100))
  })

  test('starts again by itself on another connection', async () => {
    const world = await openWorld()
    const session = (await sessionsOn(world))(commandDocument('seq 1 100000')).start()
    await session.until(() => session.output.length > 0)
    session.say(messageTypes.pause)
    await quiet(session)
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
    const session = (await sessionsOn(await openWorld()))(commandDocument('sleep 1000')).start()
    await session.until(() => session.customerMessage !== undefined)
    end(session)
    expect(await session.outcome()).toMatchObject({ FinalTaskStatus: 'Success', Output: '' })
    expect(session.states).toEqual(['Connected', 'Terminating'])
  })

  test('and their processes end before the agent does', async () => {
    const world = await openWorld()
    const control = world.start()
    const session = (await sessionsOn(world, control))(commandDocument('echo pid=$$=; exec sleep 1000')).start()
    await session.shows('=\r\n')
    const pid = Number(/pid=(\d+)/.exec(session.output.toString())?.[1])
    expect(isRunning(pid)).toBe(true)
    await control.stop()
    expect(isRunning(pid)).toBe(false)
  })
})
