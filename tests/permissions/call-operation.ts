// One call of any served operation, by anybody, in the operation's own protocol.
import { rawCall, type RawReply, signedHeaders } from '@hostler/testkit/raw-call'
import type { TestCredentials } from '@hostler/testkit/test-clients'
import { testRegion } from '@hostler/testkit/test-plane'
import { loadModel } from '@hostler/wire/model/load-model'
import type { World } from './world.ts'

interface Message {
  readonly method?: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

function messageOf(service: string, operation: string, input: Readonly<Record<string, unknown>>): Message {
  const { protocol, apiVersion, targetPrefix } = loadModel(service)
  if (protocol === 'json') {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${targetPrefix}.${operation}` }
    return { target: '/', headers, body: JSON.stringify(input) }
  }
  if (protocol === 'rest-json') {
    const { uri = '/' } = loadModel(service).operations[operation]?.http ?? {}
    const target = uri.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])))
    return { target, headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) }
  }
  if (protocol === 'rest-xml') return input as unknown as Message
  const parameters = { Action: operation, Version: apiVersion, ...(input as Record<string, string>) }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return { target: '/', headers, body: new URLSearchParams(parameters).toString() }
}

/** Calls; without credentials the request is not signed. Long polls are released. */
export async function callOperation(
  world: World,
  service: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  credentials: TestCredentials | undefined,
): Promise<RawReply> {
  const { plane, otherNode } = world
  const message = messageOf(service, operation, input)
  const signing = { region: testRegion, service: loadModel(service).signingName, now: plane.clock.now() }
  const headers = credentials
    ? signedHeaders(plane.url, { ...message, ...signing, credentials })
    : { ...message.headers }
  // S3 insists that every header of this kind is signed, and knows no second proof.
  if (service === 's3') return rawCall(plane.url, { ...message, headers: { ...headers, ...unsignedHost(credentials) } })
  // The second proof of token requests; elsewhere it means nothing.
  const proof = { 'SSM-AsymmetricKeyAuthorization': otherNode.proofOver(headers['Authorization'] ?? '') }
  const reply = rawCall(plane.url, { ...message, headers: { ...headers, ...proof } })
  return operation === 'GetMessages' ? released(world, reply) : reply
}

/** Nobody's requests are told to be S3's by the name that they are sent to. */
function unsignedHost(credentials: TestCredentials | undefined): Readonly<Record<string, string>> {
  return credentials ? {} : { Host: `s3.${testRegion}.hostler.internal` }
}

/** Moves the clock on until a held poll is answered. */
async function released(world: World, reply: Promise<RawReply>): Promise<RawReply> {
  const { url, clock } = world.plane
  // A call that is answered at once gives the poll time to arrive.
  const answered = await Promise.race([reply, rawCall(url, { method: 'GET' }).then(() => undefined)])
  if (answered) return answered
  await clock.advance({ seconds: 17 })
  return released(world, reply)
}
