// The WebSocket half of a control channel, spoken by a client of its own.
import type { ScriptedAgent } from '@hostler/testkit/scripted-agent'
import {
  channelTokenOf,
  createControlChannel,
  mustUpgrade,
  openControlChannel,
  openMessage,
  roundTrip,
  makeDeaf,
  sendBytes,
  upgrade,
} from '@hostler/testkit/scripted-channel'
import type { TestCredentials } from '@hostler/testkit/test-clients'
import { type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectionOf, managedHost, startManagingPlane } from './managed-host.ts'

const policyViolation = 1008
const messageTooBig = 1009
const goingAway = 1001

let plane: TestPlane
let agent: ScriptedAgent
let token: TestCredentials
beforeAll(async () => {
  plane = await startManagingPlane()
})
afterAll(() => plane.close())
beforeEach(async () => {
  ;({ agent, token } = await managedHost(plane))
})

const channelToken = async () => channelTokenOf(await createControlChannel(agent, token))

test('the node is connected from its first frame until the socket closes', async () => {
  expect(await connectionOf(agent)).toBe('notconnected')
  const value = await channelToken()
  const { socket, closed } = await mustUpgrade(agent, token)
  expect(await connectionOf(agent)).toBe('notconnected')
  socket.send(openMessage(value))
  await roundTrip(socket)
  expect(await connectionOf(agent)).toBe('connected')
  socket.close()
  await closed
  expect(await connectionOf(agent)).toBe('notconnected')
})

test('an open channel keeps a node Online without heartbeats', async () => {
  await agent.ping(token)
  const { socket } = await openControlChannel(agent, token)
  for (let minutes = 0; minutes < 20; minutes += 2) {
    await plane.clock.advance({ minutes: 2 })
    await roundTrip(socket)
  }
  const node = await plane.running.app.nodes.find({ accountId: plane.accountId, region: testRegion }, agent.instanceId)
  expect(plane.running.app.nodes.pingStatus(node!, plane.clock.now())).toBe('Online')
})

test('a second channel of a node replaces the first', async () => {
  const first = await openControlChannel(agent, token)
  const second = await openControlChannel(agent, token)
  expect(await first.closed).toBe(goingAway)
  await roundTrip(second.socket)
  expect(await connectionOf(agent)).toBe('connected')
})

test('channels of many nodes are told apart', async () => {
  const other = await managedHost(plane)
  const mine = await openControlChannel(agent, token)
  await openControlChannel(other.agent, other.token)
  mine.socket.terminate()
  await mine.closed
  await expect.poll(() => connectionOf(agent)).toBe('notconnected')
  expect(await connectionOf(other.agent)).toBe('connected')
})

describe('a channel token', () => {
  async function closesWith(firstFrame: string | Buffer): Promise<number> {
    const { socket, closed } = await mustUpgrade(agent, token)
    socket.send(firstFrame)
    return closed
  }

  test('is good once', async () => {
    const value = await channelToken()
    const { socket } = await mustUpgrade(agent, token)
    socket.send(openMessage(value))
    await roundTrip(socket)
    expect(await closesWith(openMessage(value))).toBe(policyViolation)
    await roundTrip(socket)
    expect(await connectionOf(agent)).toBe('connected')
  })

  test('is good for its own node', async () => {
    const other = await managedHost(plane)
    const foreign = channelTokenOf(await createControlChannel(other.agent, other.token))
    expect(await closesWith(openMessage(foreign))).toBe(policyViolation)
    const { socket } = await mustUpgrade(other.agent, other.token)
    socket.send(openMessage(foreign))
    await roundTrip(socket)
    expect(await connectionOf(other.agent)).toBe('connected')
  })

  test('is good for a minute', async () => {
    const [young, old] = [await channelToken(), await channelToken()]
    await plane.clock.advance({ seconds: 59 })
    const { socket } = await mustUpgrade(agent, token)
    socket.send(openMessage(young))
    await roundTrip(socket)
    expect(await connectionOf(agent)).toBe('connected')
    await plane.clock.advance({ seconds: 2 })
    expect(await closesWith(openMessage(old))).toBe(policyViolation)
  })

  test.each<[string, string | Buffer]>([
    ['made up', openMessage('A'.repeat(64))],
    ['empty', openMessage('')],
    ['absent', '{}'],
    ['no text', '{"TokenValue":{"toString":1}}'],
    ['in no JSON', 'TokenValue'],
    ['in null', 'null'],
    ['in bytes', Buffer.from([0xff, 0x00, 0xfe])],
    ['nowhere', ''],
  ])('that is %s closes the socket', async (_, frame) => {
    expect(await closesWith(frame)).toBe(policyViolation)
    expect(await connectionOf(agent)).toBe('notconnected')
  })

  test('that does not come within 15 seconds closes the socket', async () => {
    const { socket, closed } = await mustUpgrade(agent, token)
    await plane.clock.advance({ seconds: 14 })
    await roundTrip(socket)
    await plane.clock.advance({ seconds: 2 })
    expect(await closed).toBe(policyViolation)
  })
})

describe('frames that no agent sends', () => {
  test('leave the channel open while they are well-formed', async () => {
    const { socket } = await openControlChannel(agent, token)
    for (const frame of ['', '{}', 'not json', '{"TokenValue":null}', Buffer.alloc(0), Buffer.alloc(200_000, 0xff)]) {
      socket.send(frame)
    }
    await roundTrip(socket)
    expect(await connectionOf(agent)).toBe('connected')
  })

  test('close the channel when they are larger than a mebibyte', async () => {
    const { socket, closed } = await openControlChannel(agent, token)
    socket.send(Buffer.alloc(1024 * 1024 + 1))
    expect(await closed).toBe(messageTooBig)
    await expect.poll(() => connectionOf(agent)).toBe('notconnected')
  })

  test.each([
    ['noise', Buffer.from(Array.from({ length: 64 }, (_, i) => (i * 73 + 41) % 256))],
    ['an unmasked frame', Buffer.from([0x81, 0x02, 0x68, 0x69])],
    ['a reserved opcode', Buffer.from([0x83, 0x80, 0, 0, 0, 0])],
    ['a frame of 2^63 bytes', Buffer.from([0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])],
    ['a ping of 126 bytes', Buffer.concat([Buffer.from([0x89, 0xfe, 0, 126, 0, 0, 0, 0]), Buffer.alloc(126)])],
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('and no frames at all (%s) end this channel and no other', async (_, bytes) => {
    const bystander = await managedHost(plane)
    const other = await openControlChannel(bystander.agent, bystander.token)
    const { socket, closed } = await openControlChannel(agent, token)
    sendBytes(socket, bytes)
    await closed
    await expect.poll(() => connectionOf(agent)).toBe('notconnected')
    await roundTrip(other.socket)
    expect(await connectionOf(bystander.agent)).toBe('connected')
  })
})

describe('an upgrade', () => {
  test('that nobody signed is refused', async () => {
    const refused = await upgrade(agent, undefined)
    expect(refused).toEqual({
      status: 403,
      body: '<MissingAuthenticationTokenException><Message>Missing Authentication Token</Message></MissingAuthenticationTokenException>',
    })
  })

  test('with a wrong signature, a wrong secret or an expired token is refused', async () => {
    expect(await upgrade(agent, { ...token, secretAccessKey: 'wrong' })).toMatchObject({ status: 403 })
    expect(await upgrade(agent, { ...token, sessionToken: 'altered' })).toMatchObject({ status: 403 })
    await plane.clock.advance({ minutes: 61 })
    expect(await upgrade(agent, token)).toMatchObject({
      status: 403,
      body: expect.stringContaining('<ExpiredTokenException>'),
    })
  })

  test('by a user whom no policy allows it is refused', async () => {
    const nobody = await plane.user(`nobody-${agent.instanceId}`)
    expect(await upgrade(agent, nobody.credentials)).toMatchObject({
      status: 403,
      body: expect.stringContaining('ssmmessages:OpenControlChannel'),
    })
  })

  test('of any other path is not found', async () => {
    for (const target of [
      '/',
      '/v1/control-channel/',
      '/v1/data-channel/x',
      '/v1/control-channel/a%2Fb',
      '/v1/control-channel/i-1/x',
    ]) {
      expect(await upgrade(agent, token, target)).toMatchObject({ status: 404 })
    }
  })

  test('whose query was changed after signing is refused', async () => {
    const target = `/v1/control-channel/${agent.instanceId}?role=subscribe&stream=input`
    expect('socket' in (await upgrade(agent, token, target))).toBe(true)
    expect(await upgrade(agent, token, target, `${target}&more=1`)).toMatchObject({ status: 403 })
  })
})

describe('the sweep', () => {
  test('closes a channel that fell silent, and leaves one that pings', async () => {
    const talking = await managedHost(plane)
    const { socket } = await openControlChannel(talking.agent, talking.token)
    const silent = await openControlChannel(agent, token)
    await plane.clock.advance({ seconds: 140 })
    await roundTrip(socket)
    expect(await connectionOf(agent)).toBe('connected')
    await plane.clock.advance({ seconds: 20 })
    await silent.closed
    expect(await connectionOf(agent)).toBe('notconnected')
    expect(await connectionOf(talking.agent)).toBe('connected')
  })

  async function hourPasses(socket: Parameters<typeof roundTrip>[0], minutes: number): Promise<void> {
    for (let passed = 0; passed < minutes; passed += 2) {
      await plane.clock.advance({ minutes: 2 })
      await roundTrip(socket)
    }
  }

  test('closes a channel whose credentials have expired', async () => {
    const { socket, closed } = await openControlChannel(agent, token)
    await hourPasses(socket, 58)
    await plane.clock.advance({ minutes: 2, seconds: 30 })
    expect(await closed).toBe(policyViolation)
    expect(await connectionOf(agent)).toBe('notconnected')
  })

  test('leaves a channel whose node has shown newer credentials in a heartbeat', async () => {
    const { socket } = await openControlChannel(agent, token)
    await hourPasses(socket, 30)
    const { status } = await agent.ping(await agent.join())
    expect(status).toBe(200)
    await hourPasses(socket, 40)
    expect(await connectionOf(agent)).toBe('connected')
  })

  test('is not put off by a heartbeat with the same credentials', async () => {
    const { socket, closed } = await openControlChannel(agent, token)
    await hourPasses(socket, 56)
    await agent.ping(token)
    await plane.clock.advance({ minutes: 2 })
    await roundTrip(socket)
    await plane.clock.advance({ minutes: 2, seconds: 30 })
    expect(await closed).toBe(policyViolation)
  })
})

test('a plane that goes down closes its channels, and sockets that have shown no token yet', async () => {
  const going = await startManagingPlane()
  const host = await managedHost(going)
  const late = await managedHost(going)
  const open = await openControlChannel(host.agent, host.token)
  const waiting = await mustUpgrade(late.agent, late.token)
  const deaf = await mustUpgrade(late.agent, late.token)
  makeDeaf(deaf.socket)
  await going.close()
  expect(await open.closed).toBe(goingAway)
  expect(await waiting.closed).toBe(goingAway)
})
