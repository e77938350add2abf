import * as fc from 'fast-check'
import { payloadTypes } from '@hostler/channel/frame/frame'
import { expect, test } from 'vitest'
import type { Clock } from '../../domain/basics/clock.ts'
import type { Session } from '../../domain/session/session.ts'
import { flowLimits, pausedFlowLimits } from './flow.ts'
import { ScriptedEnd, ScriptedLeg } from './scripted-legs.ts'
import { SessionRelay } from './session-relay.ts'

/** A clock that stands until it is moved. */
function scriptedClock() {
  let nowMs = 1_700_000_000_000
  const sleepers: { readonly atMs: number; wake(): void }[] = []
  const clock: Clock = {
    now: () => new Date(nowMs),
    sleep: milliseconds => new Promise(wake => sleepers.push({ atMs: nowMs + milliseconds, wake })),
  }
  return {
    clock,
    async advance(milliseconds: number) {
      nowMs += milliseconds
      for (const { atMs, wake } of sleepers) if (atMs <= nowMs) wake()
      await new Promise(setImmediate)
    },
  }
}

function openRelay(clock: Clock, { sessionType = 'Standard_Stream', isAnsweringAgain = true } = {}) {
  const ends = { agent: new ScriptedEnd('agent', true), client: new ScriptedEnd('client', isAnsweringAgain) }
  const relay = new SessionRelay({
    session: { id: 'ada-0123456789abcdef0', nodeId: 'i-0123456789abcdef0', sessionType } as Session,
    recording: undefined,
    clock,
    events: {
      clientChanged() {},
      agentTerminating() {},
      finished() {},
      malformed(side, reason) {
        throw new Error(`${side}: ${reason}`)
      },
    },
  })
  const come = {
    agent: () => relay.attachAgent((ends.agent.leg = new ScriptedLeg())),
    client: () => relay.attachClient((ends.client.leg = new ScriptedLeg())),
  }
  come.agent()
  come.client()
  return { relay, ...ends, come }
}

type Opened = ReturnType<typeof openRelay>

const side = fc.constantFrom('agent' as const, 'client' as const)
const count = fc.integer({ min: 1, max: 12 })
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('say' as const), side, count }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('deliver' as const), side, count }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('read' as const), side, count }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('repeat' as const), side, count }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('swap' as const), side, count }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('break' as const), side, count }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('replace' as const), side, count }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('second' as const), side, count }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function take({ does, side: which, count: times }: Step, opened: Opened, sizeBytes: number): void {
  const end = opened[which]
  if (does === 'break') return end.leg.cut()
  if (does === 'replace') return opened.come[which]()
  for (let left = times; left > 0; left--) {
    if (does === 'say') end.say(sizeBytes)
    else if (does === 'deliver') end.leg.deliver()
    else if (does === 'read') end.read()
    else if (does === 'repeat') end.repeat(1)
    else if (does === 'swap') end.swap()
    else opened.relay.tick(Infinity)
  }
}

/** The most that waits for one end's network: what is given to it at once, and what is said in between. */
function expectBounds({ agent, client }: Opened, sizeBytes: number): void {
  const room = 4 * (sizeBytes + 1_000)
  for (const { leg } of [agent, client]) {
    const acknowledgements = leg.toEnd.filter(({ length }) => length < 1_000).length * 400
    expect(leg.bufferedBytes - acknowledgements).toBeLessThan(flowLimits.socketBytes + room)
  }
}

/** From now on all goes well, and whoever waits repeats itself, until both have everything. */
async function settle(opened: Opened, advance: (milliseconds: number) => Promise<void>): Promise<void> {
  const { agent, client } = opened
  for (const which of ['agent', 'client'] as const) if (!opened[which].leg.isOpen) opened.come[which]()
  for (let round = 0; round < 100 && !(isDone(agent, client) && isDone(client, agent)); round++) {
    for (const end of [agent, client]) {
      end.repeat(round % 2 === 0 ? 0 : 10_000)
      while (end.leg.deliver());
      while (end.read());
    }
    await advance(100)
  }
}

const isDone = (from: ScriptedEnd, to: ScriptedEnd) => from.sent.length === to.received.length

test('whatever breaks, comes twice or comes out of order, both ends get the same bytes once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 250 }),
      fc.boolean(),
      fc.constantFrom('Standard_Stream', 'Port'),
      async (steps, isAnsweringAgain, sessionType) => {
        const { clock, advance } = scriptedClock()
        const opened = openRelay(clock, { sessionType, isAnsweringAgain })
        opened.agent.say(2, payloadTypes.handshakeComplete)
        for (const each of steps) {
          take(each, opened, 20)
          if (each.does === 'second') await advance(100)
        }
        await settle(opened, advance)
        const { agent, client } = opened
        expect(client.received).toEqual(agent.sent)
        expect(agent.received).toEqual(client.sent)
        expect([...agent.early, ...client.early]).toEqual([])
      },
    ),
    { numRuns: 500 },
  )
})

test('large messages fill no buffer beyond its bound, and arrive all the same', async () => {
  const sizeBytes = 60_000
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 120 }), async steps => {
      const { clock, advance } = scriptedClock()
      const opened = openRelay(clock)
      for (const each of steps) {
        take(each, opened, sizeBytes)
        expectBounds(opened, sizeBytes)
      }
      await settle(opened, advance)
      expect(opened.client.received).toEqual(opened.agent.sent)
      expect(opened.agent.received).toEqual(opened.client.sent)
    }),
    { numRuns: 20 },
  )
})

/** All that the relay reads of an end whose counterpart takes everything and answers nothing. */
function readUnanswered(end: ScriptedEnd, other: ScriptedEnd): number {
  let bytes = 0
  for (let read = end.leg.deliver(); read; read = end.leg.deliver()) {
    bytes += read.length
    while (other.leg.take());
  }
  return bytes
}

const messageBytes = 60_120

test('an agent is read as far as the bound beyond what its client has acknowledged, and goes on with another', async () => {
  const { clock, advance } = scriptedClock()
  const opened = openRelay(clock)
  const { relay, agent, client } = opened
  for (let i = 0; i < 200; i++) agent.say(60_000)
  const first = readUnanswered(agent, client)
  expect(first).toBeGreaterThan(flowLimits.outputBytes / 2)
  expect(first).toBeLessThanOrEqual(flowLimits.outputBytes + messageBytes)
  await advance(6_000)
  relay.tick(Infinity)
  expect(first + readUnanswered(agent, client)).toBeLessThanOrEqual(pausedFlowLimits.outputBytes + messageBytes)
  opened.come.client()
  await settle(opened, advance)
  expect(client.received).toEqual(agent.sent)
})

test('a client is read as far as the bound beyond what the agent has acknowledged: further where its acknowledgements are needed', () => {
  for (const outputs of [0, 200]) {
    const { agent, client } = openRelay(scriptedClock().clock)
    for (let i = 0; i < outputs; i++) agent.say(60_000)
    readUnanswered(agent, client)
    for (let i = 0; i < 400; i++) client.say(60_000)
    const bound = outputs > 0 ? flowLimits.inputBytesAtMost : flowLimits.inputBytes
    const read = readUnanswered(client, agent)
    expect(read).toBeGreaterThan(bound)
    expect(read).toBeLessThanOrEqual(bound + messageBytes)
  }
})

test('after a forwarding session’s handshake its client gets nothing for 100 ms', async () => {
  const { clock, advance } = scriptedClock()
  const { agent, client } = openRelay(clock, { sessionType: 'Port' })
  agent.say(2, payloadTypes.handshakeComplete)
  agent.say(5)
  while (agent.leg.deliver());
  await advance(99)
  expect(client.leg.toEnd).toHaveLength(1)
  await advance(1)
  expect(client.leg.toEnd).toHaveLength(2)
})
