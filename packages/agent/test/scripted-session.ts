import { randomUUID } from 'node:crypto'
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import { type Frame, messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import { FrameWriter } from '@hostler/channel/frame/frame-writer'
import { readAcknowledgement } from '@hostler/channel/payloads/acknowledgement'
import { writeChannelClosed } from '@hostler/channel/payloads/channel-closed'
import type { AgentTaskComplete, StartSessionContent } from '@hostler/channel/payloads/control-payloads'
import { readExitCode } from '@hostler/channel/payloads/exit-code'
import {
  actionStatus,
  type ClientAbilities,
  type HandshakeResponse,
} from '@hostler/channel/payloads/handshake-payloads'
import { readJson, writeJson } from '@hostler/channel/payloads/json-payload'
import { writeTerminalSize } from '@hostler/channel/payloads/terminal-size'
import { IncomingStream } from '@hostler/channel/stream/incoming-stream'
import { OutgoingStream } from '@hostler/channel/stream/outgoing-stream'
import type { WebSocket } from 'ws'
import { sha256 } from '../src/session/stream/session-stream.ts'
import type { Agent } from '../src/start-agent.ts'
import type { AgentWorld } from './agent-world.ts'
import type { Channel } from './scripted-plane.ts'

export type ScriptedSessionOptions = {
  sessionId: string
  document: Record<string, unknown>
  content: Partial<StartSessionContent>
  abilities: ClientAbilities
  clientVersion: string
}

export const shellDocument = { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: {} }

/** A session that runs this command on a terminal. */
export function commandDocument(command: string): Pick<ScriptedSessionOptions, 'document' | 'content'> {
  return {
    document: {
      schemaVersion: '1.0',
      sessionType: 'InteractiveCommands',
      parameters: { command: { type: 'String' } },
      properties: { linux: { commands: '{{ command }}', runAsElevated: false } },
    },
    content: { Parameters: { command } },
  }
}

const parts = { digest: sha256, randomUUID }

/** The service and the client of one session, in one: it answers handshakes, acknowledges, and keeps what it hears. */
export class ScriptedSession {
  readonly sessionId: string
  /** Set to false, the client acknowledges nothing more. */
  acknowledges = true
  /** How many messages of the output stream came that had come before. */
  repeated = 0
  /** Every message of the agent that was new, in order. */
  readonly frames: Frame[] = []
  readonly states: string[] = []
  readonly openMessages: Record<string, unknown>[] = []
  output = Buffer.alloc(0)
  stderr = Buffer.alloc(0)
  exitCode: number | undefined
  customerMessage: string | undefined
  readonly #options: ScriptedSessionOptions
  readonly #control: Channel
  readonly #writer = new FrameWriter(parts)
  readonly #incoming = new IncomingStream({ frames: 10_000, bytes: 64 * 1024 * 1024 })
  readonly #input = new OutgoingStream({ ...parts, type: messageTypes.input, window: { frames: 20_000, bytes: 1e9 } })
  #socket: WebSocket | undefined
  #watchers: (() => void)[] = []

  constructor(world: AgentWorld, control: Channel, options: Partial<ScriptedSessionOptions> = {}) {
    this.#control = control
    this.sessionId = options.sessionId ?? `alice-${randomUUID().replaceAll('-', '').slice(0, 17)}`
    const { document = shellDocument, content = {}, abilities = { ExitCode: true } } = options
    const { clientVersion = '1.2.700.0' } = options
    this.#options = { sessionId: this.sessionId, document, content, abilities, clientVersion }
    world.plane.sessions.set(this.sessionId, socket => this.#attach(socket))
  }

  /** Asks the agent to start it. */
  start(): this {
    const content: StartSessionContent = {
      DocumentName: 'SSM-SessionManagerRunShell',
      DocumentContent: this.#options.document,
      SessionId: this.sessionId,
      Parameters: {},
      RunAsUser: '',
      SessionOwner: 'arn:aws:iam::123456789012:user/alice',
      ...this.#options.content,
    }
    const message = { Content: JSON.stringify(content), TaskId: this.sessionId, Topic: 'aws.ssm.startSession' }
    this.tell(messageTypes.startSession, writeJson({ ...message, SchemaVersion: 1 }))
    return this
  }

  /** A message on the control channel. */
  tell(type: string, payload: Uint8Array): void {
    this.#control.socket.send(this.#writer.message(type, payload, Date.now()))
  }

  /** A message on the data channel, outside the streams. */
  say(type: string, payload: Uint8Array = writeJson({})): void {
    this.#socket?.send(this.#writer.message(type, payload, Date.now()))
  }

  /** Puts a message into the input stream. */
  send(payloadType: number, payload: Uint8Array): void {
    this.#socket?.send(this.#input.append(payloadType, payload, Date.now()))
  }

  type(text: string): void {
    const bytes = Buffer.from(text)
    // As the stock plugin cuts it, through characters.
    for (let at = 0; at < bytes.length; at += 1024) this.send(payloadTypes.output, bytes.subarray(at, at + 1024))
  }

  resize(cols: number, rows: number): void {
    this.send(payloadTypes.size, writeTerminalSize({ cols, rows }))
  }

  /** The service ends it, over the control channel. */
  close(): void {
    const ids = { MessageId: randomUUID(), DestinationId: '', SessionId: this.sessionId }
    this.tell(messageTypes.channelClosed, writeChannelClosed({ ...ids, CreatedDate: '', Output: '' }))
  }

  /** Breaks the connection, as networks do. */
  cut(): void {
    this.#socket?.terminate()
  }

  /** Resolves when `isTrue` is. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>(resolve => this.#watchers.push(resolve))
  }

  /** Resolves when the output contains `text` after place `from`; to the place behind it. */
  async shows(text: string, from = 0): Promise<number> {
    await this.until(() => this.output.indexOf(text, from) >= 0)
    return this.output.indexOf(text, from) + Buffer.byteLength(text)
  }

  /** How the agent says it ended; acknowledged. */
  async outcome(): Promise<AgentTaskComplete> {
    for (;;) {
      const frame = await this.#control.messages.next(messageTypes.agentTaskComplete)
      const complete = readJson(frame.payload) as unknown as AgentTaskComplete
      if (complete.TaskId !== this.sessionId) {
        // Somebody else waits for it.
        this.#control.messages.record(messageTypes.agentTaskComplete, frame)
        await new Promise(resolve => setImmediate(resolve))
        continue
      }
      const acknowledge = { SchemaVersion: 1, MessageId: frame.id, TaskId: this.sessionId, Topic: complete.Topic }
      this.tell(messageTypes.agentTaskAcknowledge, writeJson(acknowledge))
      return complete
    }
  }

  #attach(socket: WebSocket): void {
    this.#socket = socket
    socket.on('error', () => {})
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#receive(data as Buffer)
      else this.openMessages.push(JSON.parse((data as Buffer).toString()) as Record<string, unknown>)
      this.#changed()
    })
    for (const message of this.#input.replay(Date.now())) socket.send(message)
    this.#changed()
  }

  #receive(bytes: Buffer): void {
    const frame = decodeFrame(bytes, sha256)
    if ('malformed' in frame) throw new Error(`The agent sent ${frame.malformed}`)
    if (frame.type === messageTypes.agentSessionState) {
      this.states.push(String(readJson(frame.payload)?.['SessionState']))
    } else if (frame.type === messageTypes.acknowledge) {
      this.#input.acknowledge(readAcknowledgement(frame.payload, messageTypes.input) ?? -1, Date.now())
    } else if (frame.type === messageTypes.output) {
      const arrival = this.#incoming.accept(frame)
      if (arrival.kind === 'taken-before') this.repeated++
      if (arrival.acknowledge) this.#acknowledge(frame)
      for (const each of arrival.deliver) {
        this.#take(each)
        this.#incoming.take()
        this.#acknowledge(each)
      }
    }
  }

  /** Whether the agent has acknowledged all input. */
  get isInputTaken(): boolean {
    return this.#input.isIdle
  }

  /** Bytes of input that the agent has not acknowledged. */
  get unacknowledgedInput(): number {
    return this.#input.unacknowledgedBytes
  }

  #acknowledge(frame: Frame): void {
    if (this.acknowledges) this.#socket?.send(this.#writer.acknowledge(frame, Date.now()))
  }

  #take(frame: Frame): void {
    this.frames.push(frame)
    const { payload } = frame
    switch (frame.payloadType) {
      case payloadTypes.output:
        this.output = Buffer.concat([this.output, payload])
        break
      case payloadTypes.stderr:
        this.stderr = Buffer.concat([this.stderr, payload])
        break
      case payloadTypes.exitCode:
        this.exitCode = readExitCode(payload)
        break
      case payloadTypes.handshakeRequest:
        this.send(payloadTypes.handshakeResponse, writeJson(this.#response()))
        break
      case payloadTypes.handshakeComplete:
        this.customerMessage = String(readJson(payload)?.['CustomerMessage'])
    }
  }

  #response(): HandshakeResponse {
    const done = { ActionType: 'SessionType', ActionStatus: actionStatus.success, ActionResult: null, Error: '' }
    const { abilities, clientVersion } = this.#options
    return { ClientVersion: clientVersion, ProcessedClientActions: [done], Errors: null, Hostler: abilities }
  }

  #changed(): void {
    const watchers = this.#watchers
    this.#watchers = []
    watchers.forEach(notify => notify())
  }
}

/** Makes sessions on an agent of the world, by default one started for it, once that is connected. */
export async function sessionsOn(
  world: AgentWorld,
  agent: Agent = world.start(),
): Promise<(options?: Partial<ScriptedSessionOptions>) => ScriptedSession> {
  agent.finished.catch(() => {})
  const control = await world.plane.channels.next('open')
  return options => new ScriptedSession(world, control, options)
}
