// What goes wrong with sessions: tokens, times, lost ends, bytes that are no messages, faults of the stock programs.
import { messageTypes } from '@hostler/channel/frame/frame'
import { readAcknowledgement } from '@hostler/channel/payloads/acknowledgement'
import { readChannelClosed } from '@hostler/channel/payloads/channel-closed'
import { encodeFrame } from '@hostler/channel/frame/encode-frame'
import { hash, randomUUID } from 'node:crypto'
import { TerminateInstancesCommand } from '@aws-sdk/client-ec2'
import { openClient, type SessionEnd } from '@hostler/testkit/session-ends'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SessionPlane } from './session-plane.ts'

let sessions: SessionPlane

beforeAll(async () => {
  sessions = await SessionPlane.start()
})
afterAll(() => sessions.close())

const text = (payload: Uint8Array) => Buffer.from(payload).toString()
const lastWords = async (end: SessionEnd) =>
  readChannelClosed((await end.next(messageTypes.channelClosed)).payload)!.output
const refusedToken = 'The token of this session is not valid or has expired. Start another session.'

describe('the token of a client', () => {
  test('opens its session once: of two that show it, one comes in', async () => {
    const begun = await sessions.begin()
    const ends = await Promise.all([openClient(begun), openClient(begun)])
    const refused = ends.map(end => end.received.some(({ type }) => type === messageTypes.channelClosed))
    expect(refused.filter(Boolean)).toHaveLength(1)
  })

  test.each([
    ['wrong', 'nonsense'],
    ['empty', ''],
  ])(
    'that is %s is refused in words, since the stock plugin waits for ever when its socket just closes',
    async (_, TokenValue) => {
      const begun = await sessions.begin()
      expect(await lastWords(await openClient({ ...begun, TokenValue }))).toBe(refusedToken)
    },
  )

  test('of another session is refused, and of none in the same words', async () => {
    const [one, other] = [await sessions.begin(), await sessions.begin()]
    expect(await lastWords(await openClient({ ...one, TokenValue: other.TokenValue }))).toBe(refusedToken)
    const StreamUrl = one.StreamUrl!.replace(one.SessionId!, 'nobody-0123456789abcdef0')
    expect(await lastWords(await openClient({ ...one, StreamUrl }))).toBe(refusedToken)
  })
})

describe('an agent that is at fault', () => {
  test('and repeats what the client has acknowledged gets the acknowledgement, and the client no message', async () => {
    const { host, client } = await sessions.open()
    host.send(messageTypes.output, 'once', 0)
    client.acknowledge(await client.next(messageTypes.output))
    await host.next(messageTypes.acknowledge)
    host.send(messageTypes.output, 'once', 0)
    const { payload } = await host.next(messageTypes.acknowledge)
    expect(readAcknowledgement(payload, messageTypes.output)).toBe(0)
    await client.settled()
    expect(client.received.filter(({ type }) => type === messageTypes.output)).toEqual([])
  })

  test('and repeats what the client has not acknowledged is passed on, and acknowledged by nobody else', async () => {
    const { host, client } = await sessions.open()
    host.send(messageTypes.output, 'again', 0)
    await client.next(messageTypes.output)
    host.send(messageTypes.output, 'again', 0)
    await client.next(messageTypes.output)
    await host.settled()
    expect(host.received.map(({ type }) => type)).not.toContain(messageTypes.acknowledge)
  })

  test('and sends out of order is put in order', async () => {
    const { host, client } = await sessions.open()
    for (const sequence of [2, 1, 3, 0]) host.send(messageTypes.output, String(sequence), sequence)
    const seen = []
    for (let i = 0; i < 4; i++) seen.push(text((await client.next(messageTypes.output)).payload))
    expect(seen).toEqual(['0', '1', '2', '3'])
  })

  test('and never comes lets the session fail in time', async () => {
    const begun = await sessions.begin()
    const client = await openClient(begun)
    await sessions.plane.clock.advance({ seconds: 16 })
    expect(await lastWords(client)).toContain('did not start the session in time')
    expect(await sessions.find(begun.SessionId!, 'History')).toMatchObject({ Status: 'Failed' })
  })

  test('and comes to a session that is over reads that it is terminated, before any socket', async () => {
    const { sessionId, client } = await sessions.open()
    sessions.host.complete(sessionId)
    await lastWords(client)
    const reply = await sessions.host.create(sessionId)
    expect(reply.status).toBe(400)
    expect(reply.text).toContain('Session is already terminated')
  })
})

describe('bytes that are no message', () => {
  const digest = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')
  const good = () => {
    const frame = {
      type: messageTypes.input,
      schemaVersion: 1,
      createdAtMs: 1,
      sequence: 0,
      flags: 0,
      id: randomUUID(),
    }
    return Buffer.from(encodeFrame({ ...frame, payloadType: 1, payload: Buffer.from('x') }, digest))
  }
  const changed = (offset: number, value: number) => {
    const bytes = good()
    bytes.writeUInt32BE(value, offset)
    return bytes
  }

  test.each([
    ['too short', Buffer.alloc(119)],
    ['of nothing', Buffer.alloc(0)],
    ['with a lying header length', changed(0, 500)],
    ['with a lying payload length', changed(116, 500)],
    ['with a wrong digest', changed(80, 1)],
  ])('%s end the session and say which side sent them; no other session notices', async (_, bytes) => {
    const bystander = await sessions.open()
    const { client } = await sessions.open()
    client.sendBytes(bytes)
    expect(await lastWords(client)).toMatch(/^The client sent a malformed message/)
    const broken = await sessions.open()
    broken.host.sendBytes(bytes)
    expect(await lastWords(broken.client)).toMatch(/^The agent sent a malformed message/)
    bystander.host.send(messageTypes.output, 'still here')
    await bystander.client.next(messageTypes.output)
  })

  test('of a type that nobody knows are passed over, and so are acknowledgements of what never was', async () => {
    const { host, client } = await sessions.open()
    client.say('surprise', {})
    host.say('surprise', {})
    for (const sequence of [0, 7, -1, 1e300]) {
      client.say(messageTypes.acknowledge, {
        AcknowledgedMessageType: messageTypes.output,
        AcknowledgedMessageSequenceNumber: sequence,
      })
    }
    await Promise.all([client.settled(), host.settled()])
    expect(host.received).toEqual([])
    host.send(messageTypes.output, 'fine')
    await client.next(messageTypes.output)
  })

  test('that are larger than a quarter of a mebibyte close the socket that sent them, not the session', async () => {
    const { sessionId, client } = await sessions.open()
    client.sendBytes(Buffer.alloc(300 * 1024))
    await client.closed
    await expect.poll(async () => (await sessions.find(sessionId, 'Active'))?.Status).toBe('Disconnected')
  })
})

describe('time', () => {
  test('ends a session without input or output after 20 minutes; acknowledgements and pings keep nothing alive', async () => {
    const own = await SessionPlane.start()
    const { host, client } = await own.open()
    host.send(messageTypes.output, 'x')
    const output = await client.next(messageTypes.output)
    // A host that answers nothing is taken for gone.
    const pass = async (seconds: number) => {
      await own.plane.clock.advance({ seconds })
      await Promise.all([host.settled(), own.host.control.settled()])
    }
    for (let minute = 0; minute < 19; minute++) for (let part = 0; part < 3; part++) await pass(20)
    client.acknowledge(output)
    await client.settled()
    expect(client.received).toEqual([])
    for (let part = 0; part < 3; part++) await pass(20)
    await own.plane.clock.advance({ seconds: 2 })
    expect(await lastWords(client)).toBe('Your session timed out due to inactivity.')
    await own.close()
  })
})

describe('a host that goes away', () => {
  test('ends its sessions, and their clients hear of it', async () => {
    const { sessionId, host, client } = await sessions.open()
    host.close()
    await host.closed
    await client.settled()
    await sessions.plane.clock.advance({ seconds: 9 })
    expect(await lastWords(client)).toBe('The connection to the node was lost.')
    expect(await sessions.find(sessionId, 'History')).toMatchObject({ Status: 'Terminated' })
  })

  test('for good, because its instance was terminated, does so at once', async () => {
    const own = await SessionPlane.start()
    const { client } = await own.open()
    await own.plane.admin.ec2.send(new TerminateInstancesCommand({ InstanceIds: [own.target] }))
    expect(await lastWords(client)).toBe('The instance was terminated.')
    await own.close()
  })
})
