// The stock plugin loses what reaches it within moments of a forwarding session's handshake, and hangs.
import { messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenSession, SessionPlane } from './session-plane.ts'

let sessions: SessionPlane

beforeAll(async () => {
  sessions = await SessionPlane.start()
})
afterAll(() => sessions.close())

const forwarding = { DocumentName: 'AWS-StartPortForwardingSession', Parameters: { portNumber: ['8080'] } }
const interactive = { DocumentName: 'AWS-StartInteractiveCommand', Parameters: { command: ['top'] } }
const burst = Array.from({ length: 50 }, (_, place) => `message ${place}`)

/** The agent ends its handshake and has more to say at once. */
async function shakeHands({ host }: OpenSession): Promise<void> {
  host.send(messageTypes.output, '{}', undefined, payloadTypes.handshakeRequest)
  host.send(messageTypes.output, '{}', undefined, payloadTypes.handshakeComplete)
  for (const text of burst) host.send(messageTypes.output, text)
  await host.settled()
}

const seenBy = async ({ client }: OpenSession) => {
  await client.settled()
  return client.received.filter(({ type }) => type === messageTypes.output)
}
const text = ({ payload }: { payload: Uint8Array }) => Buffer.from(payload).toString()

test('the client of a forwarding session gets nothing for a moment after its handshake, then all of it in order', async () => {
  const open = await sessions.open(undefined, forwarding)
  await shakeHands(open)
  const handshake = [payloadTypes.handshakeRequest, payloadTypes.handshakeComplete]
  expect((await seenBy(open)).map(({ payloadType }) => payloadType)).toEqual(handshake)
  await sessions.plane.clock.advance({ seconds: 0.1 })
  expect((await seenBy(open)).slice(2).map(text)).toEqual(burst)
})

test('it gets no acknowledgement either, and no end of the session', async () => {
  const { sessionId, host, client } = await sessions.open(undefined, forwarding)
  host.send(messageTypes.output, '{}', undefined, payloadTypes.handshakeRequest)
  client.send(messageTypes.input, '{}', undefined, payloadTypes.handshakeResponse)
  const answer = await host.next(messageTypes.input)
  host.send(messageTypes.output, '{}', undefined, payloadTypes.handshakeComplete)
  host.acknowledge(answer)
  host.say(messageTypes.agentSessionState, { SchemaVersion: 1, SessionState: 'Terminating', SessionId: sessionId })
  await host.settled()
  await client.settled()
  expect(client.received.map(({ type }) => type)).toEqual([messageTypes.output, messageTypes.output])
  await sessions.plane.clock.advance({ seconds: 0.1 })
  await client.next(messageTypes.channelClosed)
  expect(client.received.map(({ type }) => type)).toContain(messageTypes.acknowledge)
})

test('a forwarding session that ends in this moment is shown whole before its client hears of the end', async () => {
  const { sessionId, host, client } = await sessions.open(undefined, forwarding)
  await shakeHands({ sessionId, host, client })
  host.say(messageTypes.agentSessionState, { SchemaVersion: 1, SessionState: 'Terminating', SessionId: sessionId })
  await host.settled()
  await sessions.plane.clock.advance({ seconds: 0.1 })
  await client.next(messageTypes.channelClosed)
  expect(client.received.slice(2).map(text)).toEqual(burst)
})

test('clients of other sessions do not wait', async () => {
  for (const input of [undefined, interactive]) {
    const open = await sessions.open(undefined, input)
    await shakeHands(open)
    expect((await seenBy(open)).slice(2).map(text)).toEqual(burst)
  }
})
