// The agent's end of a control channel, one step at a time: the token, the upgrade, the first frame.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { signRequest } from '@hostler/wire/sigv4/sign'
import { WebSocket } from 'ws'
import { type RawReply, signedCall } from './raw-call.ts'
import type { ScriptedAgent } from './scripted-agent.ts'
import type { TestCredentials } from './test-clients.ts'

const subscribe = '?role=subscribe&stream=input'

/** CreateControlChannel, for the agent's own node unless another is named. */
export function createControlChannel(
  agent: ScriptedAgent,
  credentials: TestCredentials,
  nodeId = agent.instanceId,
  body = JSON.stringify({ MessageSchemaVersion: '1.0', RequestId: '4e1b8b1c-7a1c-4c0f-9d2a-5f8f6f0c9a11' }),
): Promise<RawReply> {
  return signedCall(agent.plane.url, {
    ...agent.signing('ssmmessages', credentials),
    target: `/v1/control-channel/${nodeId}`,
    headers: { 'content-type': 'application/json' },
    body,
  })
}

/** The token in an answer to CreateControlChannel. */
export function channelTokenOf(reply: RawReply): string {
  const [, token] = /<TokenValue>([^<]+)<\/TokenValue>/.exec(reply.text) ?? []
  if (token === undefined) throw new Error(`no channel token: ${reply.status} ${reply.text}`)
  return token
}

export interface ScriptedSocket {
  readonly socket: WebSocket
  /** Resolves with the close code, however the socket ends. */
  readonly closed: Promise<number>
}

/** An upgrade that the plane refused. */
export interface RefusedUpgrade {
  readonly status: number
  readonly body: string
}

/**
 * Upgrades to a WebSocket; without credentials the request is not signed.
 *
 * @param sent what goes over the wire, where that is not what was signed
 */
export function upgrade(
  agent: ScriptedAgent,
  credentials: TestCredentials | undefined,
  target = `/v1/control-channel/${agent.instanceId}${subscribe}`,
  sent = target,
): Promise<ScriptedSocket | RefusedUpgrade> {
  const url = new URL(agent.plane.url + target)
  const scope = credentials && agent.signing('ssmmessages', credentials)
  const headers = scope ? signRequest({ method: 'GET', url, headers: {} }, scope.credentials, scope) : {}
  const socket = new WebSocket(agent.plane.url.replace('http', 'ws') + sent, { headers })
  return new Promise((resolve, reject) => {
    const closed = new Promise<number>(ended => socket.once('close', ended))
    socket.once('open', () => resolve({ socket, closed }))
    socket.on('error', reject)
    socket.once('unexpected-response', (_, incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
    })
  })
}

/** The same, for callers who expect it to succeed. */
export async function mustUpgrade(agent: ScriptedAgent, credentials: TestCredentials): Promise<ScriptedSocket> {
  const outcome = await upgrade(agent, credentials)
  if ('status' in outcome) throw new Error(`upgrade refused: ${outcome.status} ${outcome.body}`)
  return outcome
}

/** The first frame of an agent. */
export function openMessage(token: string): string {
  const facts = { Cookie: null, MessageSchemaVersion: '1.0', RequestId: '7f0cfd0c-32a7-4f38-8c1c-0c1f4c0e2b11' }
  return JSON.stringify({ ...facts, TokenValue: token, AgentVersion: '3.3.0.0', PlatformType: 'linux' })
}

/** Opens the node's control channel; resolves when the plane has taken the token. */
export async function openControlChannel(agent: ScriptedAgent, credentials: TestCredentials): Promise<ScriptedSocket> {
  const token = channelTokenOf(await createControlChannel(agent, credentials))
  const opened = await mustUpgrade(agent, credentials)
  opened.socket.send(openMessage(token))
  await roundTrip(opened.socket)
  return opened
}

/** Sends bytes below the protocol, where no frame is made of them. */
export function sendBytes(socket: WebSocket, bytes: Buffer): void {
  connectionBelow(socket).write(bytes)
}

/** From now on the socket answers nothing, not even a close: its host has gone from the network. */
export function makeDeaf(socket: WebSocket): void {
  connectionBelow(socket).pause()
}

function connectionBelow(socket: WebSocket): Socket {
  return (socket as unknown as { readonly _socket: Socket })._socket
}

/** Resolves when the plane has handled everything that was sent before. */
export async function roundTrip(socket: WebSocket): Promise<void> {
  socket.ping('keepalive')
  await once(socket, 'pong')
}
