// The stock agent and the stock plugin with the faults that they have: the plane makes up for each of them.
import { ResumeSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm'
import { messageTypes } from '@hostler/channel/frame/frame'
import { readChannelClosed } from '@hostler/channel/payloads/channel-closed'
import { openClient } from '@hostler/testkit/session-ends'
import { StockAgent } from '@hostler/testkit/stock-agent'
import { StockEnd } from '@hostler/testkit/stock-ends'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SessionPlane } from './session-plane.ts'

let sessions: SessionPlane

beforeAll(async () => {
  sessions = await SessionPlane.start()
})
afterAll(() => sessions.close())

const settled = (...ends: StockEnd[]) => Promise.all(ends.map(({ end }) => end.settled()))

/** Tenths of a second pass, until neither waits for an acknowledgement or many have passed. */
async function pass(tenths: number, ...ends: StockEnd[]): Promise<void> {
  for (let left = tenths; left > 0 && ends.some(({ unacknowledged }) => unacknowledged > 0); left--) {
    for (const end of ends) end.tick()
    await settled(...ends)
    await settled(...ends)
  }
}

describe('acknowledgements that overtake the message they are for', () => {
  const always = { isOvertaken: () => true }

  test('leave the stock agent repeating it: the plane answers for the plugin, which has and says nothing', async () => {
    const { host, client } = await sessions.open()
    const [agent, plugin] = [new StockEnd('agent', host, always), new StockEnd('plugin', client)]
    for (let i = 0; i < 30; i++) agent.send(`line ${i}\n`)
    await settled(agent, plugin)
    await settled(agent, plugin)
    // All are taken and acknowledged; the agent knows of none.
    expect(plugin.received).toEqual(agent.sent)
    expect(agent.unacknowledged).toBe(30)
    await pass(35, agent)
    expect(agent.unacknowledged).toBe(0)
    expect(plugin.repeats).toBe(0)
  })

  test('are answered for by nobody while the plugin has not acknowledged: the agent keeps what may be lost', async () => {
    const { host, client } = await sessions.open()
    const [agent, plugin] = [new StockEnd('agent', host), new StockEnd('plugin', client)]
    plugin.stopAcknowledging()
    for (let i = 0; i < 3; i++) agent.send(`line ${i}\n`)
    await pass(10, agent, plugin)
    expect(agent.unacknowledged).toBe(3)
    expect(plugin.repeats).toBe(10)
    plugin.acknowledgeAll()
    await pass(2, agent, plugin)
    expect(agent.unacknowledged).toBe(0)
  })

  test('leave the stock plugin repeating it: the agent acknowledges again, and runs nothing twice', async () => {
    const { host, client } = await sessions.open()
    const [agent, plugin] = [new StockEnd('agent', host), new StockEnd('plugin', client, always)]
    for (let i = 0; i < 30; i++) plugin.send(`rm ${i}\n`)
    await settled(agent, plugin)
    await settled(agent, plugin)
    expect(plugin.unacknowledged).toBe(30)
    await pass(35, plugin, agent)
    expect(plugin.unacknowledged).toBe(0)
    expect(agent.received).toEqual(plugin.sent)
  })
})

test('an agent that was asked to stop is asked again right behind whatever sets it going', async () => {
  const { host, client } = await sessions.open()
  const [agent, plugin] = [new StockEnd('agent', host), new StockEnd('plugin', client)]
  plugin.stopAcknowledging()
  const piece = Buffer.alloc(64 * 1024)
  for (let i = 0; i < 80; i++) agent.send(piece)
  await expect.poll(() => plugin.receivedBytes).toBeGreaterThanOrEqual(2 * 1024 * 1024)
  for (let second = 0; second < 7; second++) {
    await sessions.plane.clock.advance({ seconds: 1 })
    await client.settled()
  }
  await expect.poll(() => agent.isPaused).toBe(true)
  for (let i = 0; i < 3; i++) {
    plugin.send('^C')
    await expect.poll(() => agent.received.messages).toBe(i + 1)
    await expect.poll(() => agent.isPaused).toBe(true)
  }
  expect(agent.asked).not.toContain(messageTypes.start)
  plugin.acknowledgeAll()
  await expect.poll(() => agent.unacknowledged).toBe(0)
  expect(agent.isPaused).toBe(false)
  expect(plugin.received).toEqual(agent.sent)
})

describe('a socket that breaks', () => {
  test('again and again, at either end, costs no byte', async () => {
    const begun = await sessions.begin()
    const stock = new StockAgent(sessions.host)
    const sessionId = await stock.takeOrder()
    const { end: agent } = await stock.join(sessionId)
    const plugin = new StockEnd('plugin', await openClient(begun))
    for (let round = 0; round < 8; round++) {
      for (let i = 0; i < 20; i++) {
        agent.send(`output ${round}.${i} `)
        plugin.send(`input ${round}.${i} `)
      }
      if (round % 2 === 0) {
        const before = stock.attempts
        agent.end.close()
        await expect.poll(() => stock.attempts > before && agent.end.socket.readyState).toBe(1)
        // What was on its way to the plane, nobody but the agent still has.
        await pass(60, agent, plugin)
      } else {
        // Comes back with another token and goes on where it was.
        plugin.end.close()
        await plugin.end.closed
        const { TokenValue } = await sessions.plane.admin.ssm.send(new ResumeSessionCommand({ SessionId: sessionId }))
        plugin.come(await openClient({ ...begun, TokenValue }))
        // What was on its way from the plane, the plane still has: the agent's repeating would take seconds.
        await expect.poll(() => plugin.receivedBytes).toBe(agent.sent.bytes)
      }
    }
    await pass(60, agent, plugin)
    expect(agent.unacknowledged + plugin.unacknowledged).toBe(0)
    expect(plugin.received).toEqual(agent.sent)
    expect(agent.received).toEqual(plugin.sent)
  })

  test.each(['terminated', 'failed'])(
    'because the session was %s makes the agent ask once, and not a hundred times a second',
    async how => {
      const begun = await sessions.begin()
      const stock = new StockAgent(sessions.host)
      const { end: agent, gone } = await stock.join(await stock.takeOrder())
      const plugin = new StockEnd('plugin', await openClient(begun))
      if (how === 'failed') stock.fail(begun.SessionId!, 'no such user')
      else await sessions.plane.admin.ssm.send(new TerminateSessionCommand({ SessionId: begun.SessionId }))
      const told = await plugin.end.next(messageTypes.channelClosed)
      expect(readChannelClosed(told.payload)!.output).toBe(how === 'failed' ? 'no such user' : '')
      agent.end.close()
      expect(await gone).toMatch(/^no token: 400 .*Session is already terminated/)
      expect(stock.attempts).toBe(2)
    },
  )

  test('because the plane lets go of an ended session makes the agent ask once as well', async () => {
    const begun = await sessions.begin()
    const stock = new StockAgent(sessions.host)
    const { gone } = await stock.join(await stock.takeOrder())
    const client = await openClient(begun)
    await sessions.plane.admin.ssm.send(new TerminateSessionCommand({ SessionId: begun.SessionId }))
    await client.closed
    for (let second = 0; second < 10; second++) await sessions.plane.clock.advance({ seconds: 1 })
    expect(await gone).toContain('Session is already terminated')
    expect(stock.attempts).toBe(2)
  })
})

test('a session whose order the agent drops without a word fails in time and says where to look', async () => {
  const begun = await sessions.begin()
  const client = await openClient(begun)
  // Nothing is heard of it: not on the control channel, not by a data channel.
  await new StockAgent(sessions.host).takeOrder()
  await sessions.plane.clock.advance({ seconds: 10 })
  await client.settled()
  expect(client.received).toEqual([])
  await sessions.plane.clock.advance({ seconds: 7 })
  const { output } = readChannelClosed((await client.next(messageTypes.channelClosed)).payload)!
  expect(output).toBe('The node did not start the session in time. See the log of its agent.')
  expect(await sessions.find(begun.SessionId!, 'History')).toMatchObject({ Status: 'Failed', Details: output })
  // Should it still come, it reads that it is too late.
  const late = await sessions.host.create(begun.SessionId!)
  expect(late).toMatchObject({ status: 400, text: expect.stringContaining('Session is already terminated') })
})
