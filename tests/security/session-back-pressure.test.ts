// Whoever sends faster than the other end takes is held back; nothing piles up in the plane and nothing is lost.
import { messageTypes } from '@hostler/channel/frame/frame'
import { StockEnd } from '@hostler/testkit/stock-ends'
import { flowLimits, pausedFlowLimits } from '@hostler/plane/channels/relay/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenSession, SessionPlane } from '../wire/ssm/sessions/session-plane.ts'

let sessions: SessionPlane

beforeAll(async () => {
  sessions = await SessionPlane.start()
})
afterAll(() => sessions.close())

const mebibyte = 1024 * 1024
/** What one read of a socket may bring beyond a bound, and a frame in the middle. */
const overshoot = 512 * 1024
const piece = Buffer.alloc(32 * 1024)

const endsOf = ({ host, client }: OpenSession) => ({
  agent: new StockEnd('agent', host),
  plugin: new StockEnd('plugin', client),
})

/** As fast as it can be written, without waiting for anything. */
function flood(end: StockEnd, bytes: number): void {
  for (let sent = 0; sent < bytes; sent += piece.length) {
    piece.fill(sent / piece.length)
    end.send(piece)
  }
}

/** Another session that is used meanwhile: every message arrives, and is acknowledged, in its turn. */
async function useAnother(): Promise<void> {
  const open = await sessions.open()
  const { agent, plugin } = endsOf(open)
  for (let i = 0; i < 200; i++) {
    plugin.send(`key ${i}`)
    agent.send(`echo ${i}`)
    await Promise.all([open.host.settled(), open.client.settled()])
  }
  await expect.poll(() => agent.unacknowledged + plugin.unacknowledged).toBe(0)
  expect(plugin.received).toEqual(agent.sent)
  expect(agent.received).toEqual(plugin.sent)
  open.host.close()
}

const arrived = async (...ends: StockEnd[]) => {
  await expect
    .poll(() => ends.map(({ unacknowledged }) => unacknowledged), { timeout: 20_000 })
    .toEqual(ends.map(() => 0))
}

test('an agent that floods a client that acknowledges nothing is held at the bound, and nothing is lost', async () => {
  const open = await sessions.open()
  const { agent, plugin } = endsOf(open)
  plugin.stopAcknowledging()
  flood(agent, 16 * mebibyte)
  await expect.poll(() => plugin.receivedBytes, { timeout: 20_000 }).toBeGreaterThanOrEqual(flowLimits.outputBytes / 2)
  await useAnother()
  expect(plugin.receivedBytes).toBeLessThan(flowLimits.outputBytes + overshoot)
  // What the plane does not read waits with the agent.
  expect(open.host.socket.bufferedAmount).toBeGreaterThan(0)

  // After a while the agent is asked to stop, and read again, so that it can be heard: up to the next bound.
  for (let second = 0; second < 7; second++) await sessions.plane.clock.advance({ seconds: 1 })
  await expect.poll(() => agent.isPaused).toBe(true)
  await expect
    .poll(() => plugin.receivedBytes, { timeout: 20_000 })
    .toBeGreaterThanOrEqual(pausedFlowLimits.outputBytes / 2)
  await useAnother()
  expect(plugin.receivedBytes).toBeLessThan(pausedFlowLimits.outputBytes + overshoot)

  plugin.acknowledgeAll()
  await arrived(agent)
  expect(plugin.received).toEqual(agent.sent)
  expect(plugin.repeats).toBe(0)
  expect(agent.isPaused).toBe(false)
  expect(agent.asked.at(-1)).toBe(messageTypes.start)
  // The stock plugin knows neither word.
  const words = open.client.received.map(({ type }) => type)
  expect(words).not.toContain(messageTypes.pause)
  expect(words).not.toContain(messageTypes.start)
})

test('both ends may flood at once: each is held back for the other, and both get everything', async () => {
  const open = await sessions.open()
  const { agent, plugin } = endsOf(open)
  for (const end of [agent, plugin]) end.stopAcknowledging()
  flood(agent, 12 * mebibyte)
  // About as much as the stock plugin keeps unacknowledged: ten thousand messages.
  flood(plugin, 11 * mebibyte)
  await expect.poll(() => plugin.receivedBytes, { timeout: 20_000 }).toBeGreaterThanOrEqual(flowLimits.outputBytes / 2)
  await useAnother()
  expect(plugin.receivedBytes).toBeLessThan(flowLimits.outputBytes + overshoot)

  // Each end's acknowledgements stand behind what it has sent before.
  for (const end of [plugin, agent]) end.acknowledgeAll()
  await arrived(agent, plugin)
  expect(plugin.received).toEqual(agent.sent)
  expect(agent.received).toEqual(plugin.sent)
})

test('a client that floods an agent that acknowledges nothing is held at the bound, and nothing is lost', async () => {
  const open = await sessions.open()
  const { agent, plugin } = endsOf(open)
  agent.stopAcknowledging()
  flood(plugin, 16 * mebibyte)
  await expect.poll(() => agent.receivedBytes, { timeout: 20_000 }).toBeGreaterThanOrEqual(flowLimits.inputBytes / 2)
  await useAnother()
  expect(agent.receivedBytes).toBeLessThan(flowLimits.inputBytes + overshoot)
  expect(open.client.socket.bufferedAmount).toBeGreaterThan(0)
  agent.acknowledgeAll()
  await arrived(plugin)
  expect(agent.received).toEqual(plugin.sent)
})
