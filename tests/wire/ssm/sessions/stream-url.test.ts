// The address that clients open as it is: it leads back the way that the call came, or to the plane's public address.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { signRequest } from '@hostler/wire/sigv4/sign'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import { SessionHost } from '@hostler/testkit/session-ends'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { signedCall } from '@hostler/testkit/raw-call'
import { WebSocket } from 'ws'
import { expect, test } from 'vitest'

const publicUrl = 'https://plane.example.org:8443'
const json = 'application/x-amz-json-1.1'

interface Begun {
  readonly SessionId: string
  readonly StreamUrl: string
  readonly TokenValue: string
}

async function openHost(config: { publicUrl?: string } = {}) {
  const plane = await startTestPlane(config)
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  const agent = await plane.host()
  return { plane, host: await SessionHost.open(agent, await agent.join()) }
}

function callOf(plane: TestPlane, operation: string, input: object, host: string) {
  const headers = { 'content-type': json, 'x-amz-target': `AmazonSSM.${operation}`, host }
  const { credentials } = plane.admin
  const signing = { credentials, region: testRegion, service: 'ssm', now: plane.clock.now() }
  return { ...signing, headers, body: JSON.stringify(input) }
}

/** Over HTTP, with this Host header. */
async function call(plane: TestPlane, operation: string, input: object, host = new URL(plane.url).host) {
  const { status, text } = await signedCall(plane.url, callOf(plane, operation, input, host))
  expect(status, text).toBe(200)
  return JSON.parse(text) as Begun
}

/** Over HTTPS, as a client that trusts the plane's authority. */
async function callSecurely(plane: TestPlane, operation: string, input: object): Promise<Begun> {
  const { tlsUrl, caFile } = plane.running.file
  const url = new URL(tlsUrl)
  const { body, credentials, ...rest } = callOf(plane, operation, input, url.host)
  const headers = signRequest({ method: 'POST', url, headers: rest.headers, body }, credentials, rest)
  const outgoing = request(url, { method: 'POST', headers, ca: readFileSync(caFile), agent: false })
  outgoing.end(body)
  const [incoming] = (await once(outgoing, 'response')) as [AsyncIterable<Buffer> & { statusCode: number }]
  const text = Buffer.concat(await Array.fromAsync(incoming)).toString()
  expect(incoming.statusCode, text).toBe(200)
  return JSON.parse(text) as Begun
}

const path = ({ SessionId }: Begun) => `/v1/data-channel/${SessionId}?role=publish_subscribe`

test('calls over HTTP lead to ws, calls over HTTPS to wss, on the port that they came to', async () => {
  const { plane, host } = await openHost()
  await using _ = plane
  const Target = host.agent.instanceId
  const plain = await call(plane, 'StartSession', { Target })
  expect(plain.StreamUrl).toBe(`ws://${new URL(plane.url).host}${path(plain)}`)
  const secure = await callSecurely(plane, 'StartSession', { Target })
  expect(secure.StreamUrl).toBe(`wss://${new URL(plane.running.file.tlsUrl).host}${path(secure)}`)
  // It is there that the client's token is taken.
  const client = new WebSocket(secure.StreamUrl, { ca: readFileSync(plane.running.file.caFile) })
  await once(client, 'open')
  client.send(JSON.stringify({ MessageSchemaVersion: '1.0', TokenValue: secure.TokenValue }))
  client.ping()
  await once(client, 'pong')
  expect(client.readyState).toBe(WebSocket.OPEN)
  client.terminate()

  const resumed = await call(plane, 'ResumeSession', { SessionId: plain.SessionId })
  expect(resumed.StreamUrl).toBe(plain.StreamUrl)
})

test.each(['plane.internal', 'plane.internal:9000', '[::1]:9000'])('the name %s is kept', async name => {
  const { plane, host } = await openHost()
  await using _ = plane
  const begun = await call(plane, 'StartSession', { Target: host.agent.instanceId }, name)
  expect(begun.StreamUrl).toBe(`ws://${name}${path(begun)}`)
})

test('a plane with a public address sends everybody there, whichever way they came', async () => {
  const { plane, host } = await openHost({ publicUrl })
  await using _ = plane
  const Target = host.agent.instanceId
  const expected = (begun: Begun) => `wss://plane.example.org:8443${path(begun)}`
  const begun = await call(plane, 'StartSession', { Target }, 'elsewhere:1')
  expect(begun.StreamUrl).toBe(expected(begun))
  const secure = await callSecurely(plane, 'StartSession', { Target })
  expect(secure.StreamUrl).toBe(expected(secure))
  const resumed = await call(plane, 'ResumeSession', { SessionId: begun.SessionId })
  expect(resumed.StreamUrl).toBe(expected(begun))
})
