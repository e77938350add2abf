// What the stock programs do wrong in forwarding sessions, and the plane makes good.
import { createHash } from 'node:crypto'
import { messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import { readChannelClosed } from '@hostler/channel/payloads/channel-closed'
import { readJson, writeJson } from '@hostler/channel/payloads/json-payload'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenSession, SessionPlane } from './session-plane.ts'

let sessions: SessionPlane

beforeAll(async () => {
  sessions = await SessionPlane.start()
})
afterAll(() => sessions.close())

const many = { DocumentName: 'AWS-StartPortForwardingSession', Parameters: { portNumber: ['8080'] } }
const one = { DocumentName: 'AWS-StartSSHSession', Parameters: { portNumber: ['22'] } }

/** Opens a session and shakes hands as the stock programs do; to what the agent got of the client's version. */
async function open(input: typeof many, ClientVersion = '1.2.650.0'): Promise<OpenSession & { version: unknown }> {
  const opened = await sessions.open(undefined, input)
  const { host, client } = opened
  const Properties = input === many ? { portNumber: '8080', type: 'LocalPortForwarding' } : { portNumber: '22' }
  const action = { ActionType: 'SessionType', ActionParameters: { SessionType: 'Port', Properties } }
  const request = writeJson({ AgentVersion: '3.3.0.0', RequestedClientActions: [action] })
  host.send(messageTypes.output, request, undefined, payloadTypes.handshakeRequest)
  await client.next(messageTypes.output)
  const done = { ActionType: 'SessionType', ActionStatus: 1, ActionResult: null, Error: '' }
  const response = writeJson({ ClientVersion, ProcessedClientActions: [done], Errors: null })
  client.send(messageTypes.input, response, undefined, payloadTypes.handshakeResponse)
  const seen = await host.next(messageTypes.input)
  const said = readJson(seen.payload)!
  expect(said).toEqual({ ...readJson(response), ClientVersion: said['ClientVersion'] })
  host.send(messageTypes.output, '{}', undefined, payloadTypes.handshakeComplete)
  await client.next(messageTypes.output)
  // Until then output waits, for the stock plugin's sake.
  await sessions.plane.clock.advance({ seconds: 0.1 })
  return { ...opened, version: said['ClientVersion'] }
}

const reason = async ({ client }: OpenSession) =>
  readChannelClosed((await client.next(messageTypes.channelClosed)).payload)!.output

/** As a stock agent's worker goes that has no connection: without a word. */
async function crash({ host, client }: OpenSession, seconds: number): Promise<void> {
  host.close()
  await host.closed
  await client.settled()
  await sessions.plane.clock.advance({ seconds })
}

test('a plugin built from source is no plugin of old: agents would end its idle sessions', async () => {
  expect((await open(many, '1.2.0.0')).version).toBe('1.2.332.0')
  for (const version of ['1.2.650.0', '1.2.331.0', '1.1.61.0', '']) {
    expect((await open(many, version)).version).toBe(version)
  }
})

test('the keep-alives of agent and plugin do not keep a session that nobody uses', async () => {
  const session = await open(many)
  for (let passed = 0; passed < 20 * 60; passed += 20) {
    session.host.send(messageTypes.output, Uint8Array.of(1, 3, 0, 0, 0, 0, 0, 0))
    session.client.send(messageTypes.input, Uint8Array.of(1, 3, 0, 0, 0, 0, 0, 0))
    await Promise.all([session.host.settled(), session.client.settled(), sessions.host.control.settled()])
    await sessions.plane.clock.advance({ seconds: 20 })
  }
  await sessions.plane.clock.advance({ seconds: 2 })
  expect(await reason(session)).toBe('Your session timed out due to inactivity.')
})

test('a user hears at once of a port that refused the connection, though the stock agent says so a minute later', async () => {
  const session = await open(one)
  await crash(session, 2)
  const output = 'Connection to destination port failed, check SSM Agent logs.'
  expect(await reason(session)).toBe(output)
  expect(await sessions.find(session.sessionId, 'History')).toMatchObject({ Status: 'Failed', Details: output })
})

test('an agent that has lost its network has time to come back: to many connections, and to one that has spoken', async () => {
  const spoken = await open(one)
  spoken.host.send(messageTypes.output, 'SSH-2.0-OpenSSH_9.9\r\n')
  await spoken.client.next(messageTypes.output)
  for (const session of [await open(many), spoken]) {
    await crash(session, 2)
    const host = await sessions.host.join(session.sessionId)
    host.send(messageTypes.output, 'and on', session === spoken ? 3 : 2)
    expect(Buffer.from((await session.client.next(messageTypes.output)).payload).toString()).toBe('and on')
  }
})

test('what passes is not altered: of a megabyte every byte arrives, lone line ends too', async () => {
  const { host, client } = await open(many)
  const sent = Buffer.from(Array.from({ length: 1 << 20 }, (_, at) => (at * 31) & 0xff))
  const pieces = [Buffer.from('\n'), ...Array.from({ length: 16 }, (_, n) => sent.subarray(n << 16, (n + 1) << 16))]
  for (const piece of pieces) client.send(messageTypes.input, piece)
  const hash = createHash('sha256')
  for (const { length } of pieces) {
    const frame = await host.next(messageTypes.input)
    expect(frame.payload.length).toBe(length)
    hash.update(frame.payload)
    host.acknowledge(frame)
  }
  expect(hash.digest('hex')).toBe(createHash('sha256').update(Buffer.concat(pieces)).digest('hex'))
})
