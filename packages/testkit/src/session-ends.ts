// Both ends of a session, one message at a time: a test decides what each says next and sees all that comes.
import { hash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import { encodeFrame } from '@hostler/channel/frame/encode-frame'
import { type Frame, messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import { FrameWriter } from '@hostler/channel/frame/frame-writer'
import { readJson, writeJson } from '@hostler/channel/payloads/json-payload'
import { signRequest } from '@hostler/wire/sigv4/sign'
import { WebSocket } from 'ws'
import { type RawReply, signedCall } from './raw-call.ts'
import type { ScriptedAgent } from './scripted-agent.ts'
import { channelTokenOf, createControlChannel, mustUpgrade, openMessage } from './scripted-channel.ts'
import type { TestCredentials } from './test-clients.ts'

const digest = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')
const writer = new FrameWriter({ digest, randomUUID })

/** A message of a stream. */
export function streamMessage(
  type: string,
  text: string | Uint8Array,
  sequence: number,
  payloadType: number = payloadTypes.output,
): Uint8Array {
  const payload = typeof text === 'string' ? Buffer.from(text) : text
  const frame = { type, schemaVersion: 1, createdAtMs: 1_700_000_000_000, sequence, flags: 0, id: randomUUID() }
  return encodeFrame({ ...frame, payloadType, payload }, digest)
}

/** One end's WebSocket: what came over it, in order, and what it says. */
export class SessionEnd {
  readonly socket: WebSocket
  /** Every message that came and was not taken yet. */
  readonly received: Frame[] = []
  /** Resolves when the socket has closed. */
  readonly closed: Promise<void>
  #sequence = 0
  #taker: (frame: Frame) => boolean = () => false

  constructor(socket: WebSocket) {
    this.socket = socket
    this.closed = new Promise(resolve => socket.once('close', () => resolve()))
    socket.on('error', () => {})
    socket.on('message', (data: Buffer) => {
      const frame = decodeFrame(data, digest)
      if ('malformed' in frame) throw new Error(`the plane sent a malformed message: ${frame.malformed}`)
      if (!this.#taker(frame)) this.received.push(frame)
    })
  }

  /** From now on messages for which `taker` returns true are its own; those that came before are shown to it now. */
  take(taker: (frame: Frame) => boolean): void {
    this.#taker = taker
    const left = this.received.splice(0).filter(frame => !taker(frame))
    this.received.push(...left)
  }

  /** The next message of a type; rejects after a while. */
  async next(type: string): Promise<Frame> {
    for (let waited = 0; waited < 500; waited++) {
      const place = this.received.findIndex(frame => frame.type === type)
      if (place >= 0) return this.received.splice(place, 1)[0]!
      await new Promise(resolve => setTimeout(resolve, 10))
    }
    throw new Error(`no ${type} came, but ${this.received.map(frame => frame.type).join(', ') || 'nothing'}`)
  }

  /** A message of the stream, with the next number unless another is given. */
  send(
    type: string,
    text: string | Uint8Array,
    sequence = this.#sequence++,
    payloadType: number = payloadTypes.output,
  ) {
    this.sendBytes(streamMessage(type, text, sequence, payloadType))
  }

  sendBytes(bytes: Uint8Array | string): void {
    this.socket.send(bytes)
  }

  acknowledge(frame: Frame): void {
    this.sendBytes(writer.acknowledge(frame, 1_700_000_000_000))
  }

  /** A message outside streams. */
  say(type: string, payload: object): void {
    this.sendBytes(writer.message(type, writeJson(payload), 1_700_000_000_000))
  }

  /** Resolves when the plane has handled all that was sent before, or has closed the socket. */
  async settled(): Promise<void> {
    this.socket.ping()
    await Promise.race([once(this.socket, 'pong'), this.closed])
  }

  close(): void {
    this.socket.terminate()
  }
}

/** The client's end: opens the URL as it is and shows the token. */
export async function openClient(session: { StreamUrl?: string; TokenValue?: string }): Promise<SessionEnd> {
  const socket = new WebSocket(session.StreamUrl!, { perMessageDeflate: false })
  const end = new SessionEnd(socket)
  await once(socket, 'open')
  const open = {
    MessageSchemaVersion: '1.0',
    RequestId: randomUUID(),
    ClientId: randomUUID(),
    ClientVersion: '1.2.0.0',
  }
  end.sendBytes(JSON.stringify({ ...open, TokenValue: session.TokenValue }))
  await end.settled()
  return end
}

/** A managed host with its control channel open: sees what the plane tells it, and goes to sessions when told to. */
export class SessionHost {
  readonly agent: ScriptedAgent
  readonly credentials: TestCredentials
  readonly control: SessionEnd

  private constructor(agent: ScriptedAgent, credentials: TestCredentials, control: SessionEnd) {
    this.agent = agent
    this.credentials = credentials
    this.control = control
  }

  static async open(agent: ScriptedAgent, credentials: TestCredentials): Promise<SessionHost> {
    const token = channelTokenOf(await createControlChannel(agent, credentials))
    const { socket } = await mustUpgrade(agent, credentials)
    // Listens before the plane may speak.
    const control = new SessionEnd(socket)
    control.sendBytes(openMessage(token))
    await control.settled()
    return new SessionHost(agent, credentials, control)
  }

  /** What the next `interactive_shell` says. */
  async toldToStart(): Promise<Record<string, unknown>> {
    const frame = await this.control.next(messageTypes.startSession)
    return JSON.parse(String(readJson(frame.payload)!['Content'])) as Record<string, unknown>
  }

  /** CreateDataChannel. */
  create(sessionId: string): Promise<RawReply> {
    return signedCall(this.agent.plane.url, {
      ...this.agent.signing('ssmmessages', this.credentials),
      target: `/v1/data-channel/${encodeURIComponent(sessionId)}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ MessageSchemaVersion: '1.0', RequestId: randomUUID(), ClientId: '' }),
    })
  }

  /** Goes to a session: token, WebSocket, first frame. */
  async join(sessionId: string): Promise<SessionEnd> {
    const reply = await this.create(sessionId)
    const token = /<TokenValue>([^<]+)</.exec(reply.text)?.[1]
    if (token === undefined) throw new Error(`no token: ${reply.status} ${reply.text}`)
    const path = `/v1/data-channel/${encodeURIComponent(sessionId)}?role=publish_subscribe`
    const url = new URL(this.agent.plane.url + path)
    const scope = this.agent.signing('ssmmessages', this.credentials)
    const headers = signRequest({ method: 'GET', url, headers: {} }, scope.credentials, scope)
    const socket = new WebSocket(String(url).replace('http', 'ws'), { headers, perMessageDeflate: false })
    const end = new SessionEnd(socket)
    await once(socket, 'open')
    end.sendBytes(JSON.stringify({ MessageSchemaVersion: '1.0', RequestId: randomUUID(), TokenValue: token }))
    end.say(messageTypes.agentSessionState, { SchemaVersion: 1, SessionState: 'Connected', SessionId: sessionId })
    await end.settled()
    return end
  }

  /** `agent_task_complete`. @param log where the session's log is, in its members */
  complete(
    TaskId: string,
    FinalTaskStatus = 'Success',
    Output = '',
    log: Readonly<Record<string, unknown>> = {},
  ): void {
    const facts = { SchemaVersion: 1, Topic: 'agent_task_complete', RetryNumber: 1 }
    this.control.say(messageTypes.agentTaskComplete, { ...facts, TaskId, FinalTaskStatus, Output, ...log })
  }
}
