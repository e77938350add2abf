// Either end of a session may be in anybody's hands. Whatever they send, the plane stays up and small, the other end
// gets nothing that would stop it, and other sessions notice nothing.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { DescribeSessionsCommand } from '@aws-sdk/client-ssm'
import { messageTypes } from '@hostler/channel/frame/frame'
import { readChannelClosed } from '@hostler/channel/payloads/channel-closed'
import { HostileFrames } from '@hostler/testkit/hostile-frames'
import { openClient, type SessionEnd, SessionHost } from '@hostler/testkit/session-ends'
import { StockEnd } from '@hostler/testkit/stock-ends'
import { expect, test } from 'vitest'
import { SessionPlane } from '../wire/ssm/sessions/session-plane.ts'

/** How many frames are sent; a million take some minutes. */
const framesWanted = Number(process.env['HOSTLER_FUZZ_FRAMES'] ?? 100_000)
const framesOfRound = 500
/** Starts reach one agent 50 ms apart: with several hosts there is less to wait for. */
const hostCount = 4
const mebibyte = 1024 * 1024

type Hostile = 'agent' | 'client' | 'both'

/** Sends a lot, in pieces that the plane has handled before the next comes; resolves to how many frames it was. */
async function attack(end: SessionEnd, type: string, seed: number): Promise<number> {
  const hostile = new HostileFrames(type, seed)
  const endsAt = framesOfRound - 1 - hostile.below(framesOfRound / 4)
  let sent = 0
  for (; sent < framesOfRound && end.socket.readyState === end.socket.OPEN; sent++) {
    const isPastEnd = sent > endsAt
    end.sendBytes(sent === endsAt ? hostile.malformed() : isPastEnd ? hostile.damaged() : hostile.readable())
    if (sent % 100 === 99) await end.settled()
  }
  await end.settled()
  return sent
}

/** A session with one end or both in the wrong hands; resolves to how many frames were sent. */
async function round(sessions: SessionPlane, host: SessionHost, hostile: Hostile, seed: number): Promise<number> {
  const begun = await sessions.begin(undefined, { Target: host.agent.instanceId })
  await host.toldToStart()
  const [agent, client] = [await host.join(begun.SessionId!), await openClient(begun)]
  // The other end is what a user has: it takes what comes, acknowledges it and says a word itself.
  if (hostile === 'agent') new StockEnd('plugin', client).send('ls')
  if (hostile === 'client') new StockEnd('agent', agent).send('$ ')
  const [ofAgent, ofClient] = await Promise.all([
    hostile === 'client' ? 0 : attack(agent, messageTypes.output, seed),
    hostile === 'agent' ? 0 : attack(client, messageTypes.input, seed + 1),
  ])
  const { output } = readChannelClosed((await client.next(messageTypes.channelClosed)).payload)!
  expect(output).toMatch(/^The (agent|client) sent a malformed message/)
  if (hostile !== 'both') expect(output).toContain(hostile)
  agent.close()
  client.close()
  host.control.received.length = 0
  await host.control.settled()
  return ofAgent + ofClient
}

/** Two ends that go on talking; resolves, once `isOver`, when each has got what the other said. */
async function talk({ host, client }: { host: SessionEnd; client: SessionEnd }, isOver: () => boolean) {
  const [agent, plugin] = [new StockEnd('agent', host), new StockEnd('plugin', client)]
  for (let i = 0; !isOver(); i++) {
    agent.send(`output ${i} ${'o'.repeat(i % 300)}`)
    plugin.send(`input ${i} ${'i'.repeat(i % 30)}`)
    await Promise.all([host.settled(), client.settled()])
  }
  await expect.poll(() => agent.unacknowledged + plugin.unacknowledged).toBe(0)
  return { agent, plugin }
}

/** What the process holds after everything is gone that nobody holds. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function openHosts(sessions: SessionPlane): Promise<SessionHost[]> {
  const agents = await sessions.plane.hosts(hostCount)
  return Promise.all(agents.map(async agent => SessionHost.open(agent, await agent.join())))
}

test(
  'whatever hostile ends send, the plane stays up and small, and other sessions get all their bytes',
  { timeout: 60_000 + framesWanted },
  async () => {
    const sessions = await SessionPlane.start()
    await using plane = sessions.plane
    const hosts = await openHosts(sessions)
    let isOver = false
    const honest = [await sessions.open(), await sessions.open()]
    const talks = honest.map(each => talk(each, () => isOver))
    const held: number[] = []
    const progress = { rounds: 0, frames: 0 }
    const next = async (host: SessionHost): Promise<void> => {
      while (progress.frames < framesWanted) {
        const seed = progress.rounds++
        const frames = await round(sessions, host, (['agent', 'client', 'both'] as const)[seed % 3]!, seed)
        progress.frames += frames
        // Ended sessions are let go of in time.
        await plane.clock.advance({ seconds: 1 })
        if (seed % 20 === 19) held.push(heldBytes())
      }
    }
    await Promise.all(hosts.map(next))

    isOver = true
    for (const { agent, plugin } of await Promise.all(talks)) {
      expect(agent.sent.messages).toBeGreaterThan(100)
      expect(plugin.received).toEqual(agent.sent)
      expect(agent.received).toEqual(plugin.sent)
      expect(agent.repeats + plugin.repeats).toBe(0)
    }
    const { Sessions } = await plane.admin.ssm.send(new DescribeSessionsCommand({ State: 'Active' }))
    expect(new Set(Sessions!.map(({ SessionId }) => SessionId))).toEqual(new Set(honest.map(each => each.sessionId)))
    const atFirst = Math.max(...held.slice(0, 2))
    expect(Math.max(...held.slice(2)) - atFirst).toBeLessThan(32 * mebibyte)
  },
)
