// The other side of a session as a test scripts it: the API that starts it, and a data channel with a host's agent at
// its end. Speaks frames only; what is acknowledged, resent and in order is written down here a second time, so that
// a fault in the client's streams cannot hide behind the same fault.
import { createHash, randomUUID } from 'node:crypto'
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import { encodeFrame } from '@hostler/channel/frame/encode-frame'
import { type Frame, messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import { readJson, writeJson } from '@hostler/channel/payloads/json-payload'
import { type WebSocket, WebSocketServer } from 'ws'
import { type ScriptedApi, type ServerCertificate, startScriptedApi } from './scripted-api.ts'

export const nodeId = 'i-0123456789abcdef0'
export const sessionId = 'tester-0123456789abcdef0'

const digest = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

export interface ScriptedHostOptions {
  /** Actions that the host asks for before the session; none where it makes no handshake, as stock shells do. */
  readonly actions?: readonly object[]
  /** Everything over TLS. */
  readonly tls?: ServerCertificate
}

export const sessionTypeAction = {
  ActionType: 'SessionType',
  ActionParameters: { SessionType: 'Standard_Stream', Properties: null },
}

export class ScriptedHost {
  readonly api: ScriptedApi
  /** Tokens that clients have shown, in order. */
  readonly tokens: string[] = []
  /** The client's messages in order, each once. */
  readonly taken: Frame[] = []
  readonly #options: ScriptedHostOptions
  readonly #server: WebSocketServer
  readonly #sent = new Map<number, Uint8Array>()
  readonly #waiting = new Set<() => void>()
  #socket: WebSocket | undefined
  #tokensGiven = 0
  #nextSequence = 0
  #forgotten: WebSocket | undefined

  private constructor(api: ScriptedApi, options: ScriptedHostOptions) {
    this.api = api
    this.#options = options
    this.#server = new WebSocketServer({ server: api.server })
    this.#server.on('connection', socket => this.#connected(socket))
    api.answers['GetConnectionStatus'] = ({ Target }) => ({ Target, Status: 'connected' })
    api.answers['StartSession'] = () => ({ SessionId: sessionId, ...this.#stream() })
    api.answers['ResumeSession'] = () => ({ SessionId: sessionId, ...this.#stream() })
    api.answers['TerminateSession'] = () => ({ SessionId: sessionId })
  }

  static async start(options: ScriptedHostOptions = { actions: [sessionTypeAction] }): Promise<ScriptedHost> {
    return new ScriptedHost(await startScriptedApi(options.tls), options)
  }

  /** Messages that were sent and not acknowledged. */
  get unacknowledged(): number {
    return this.#sent.size
  }

  /** What the client typed. */
  get input(): string {
    return Buffer.concat(this.#payloads(payloadTypes.output)).toString()
  }

  /** The terminal sizes that the client told. */
  get sizes(): unknown[] {
    return this.#payloads(payloadTypes.size).map(payload => readJson(payload))
  }

  get flags(): number[] {
    return this.#payloads(payloadTypes.flag).map(payload => Buffer.from(payload).readUInt32BE())
  }

  /** The client's answer to the handshake. */
  get handshakeResponse(): Readonly<Record<string, unknown>> | undefined {
    const [payload] = this.#payloads(payloadTypes.handshakeResponse)
    return payload && readJson(payload)
  }

  /** Resolves when the condition holds; looked at whenever anything happens here. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>(resolve => this.#waiting.add(resolve))
  }

  /** Resolves when the client is ready for output, shaken hands included. */
  ready(): Promise<void> {
    return this.until(() => this.tokens.length > 0 && (!this.#options.actions || !!this.handshakeResponse))
  }

  /** Sends the next message of the output stream. */
  send(payload: string | Uint8Array, payloadType: number = payloadTypes.output): void {
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
    const sequence = this.#nextSequence++
    const frame = this.#encode(messageTypes.output, bytes, payloadType, sequence)
    this.#sent.set(sequence, frame)
    this.#socket?.send(frame)
  }

  exit(code: number): void {
    this.send(`EXIT_CODE: ${code}`, payloadTypes.exitCode)
    this.end()
  }

  /** Ends the session, showing the text. */
  end(output = ''): void {
    const closed = {
      MessageType: 'channel_closed',
      MessageId: randomUUID(),
      DestinationId: nodeId,
      SessionId: sessionId,
      SchemaVersion: 1,
      CreatedDate: '2026-01-01T00:00:00.000Z',
      Output: output,
    }
    this.#socket?.send(this.#encode(messageTypes.channelClosed, writeJson(closed), 0, 0))
  }

  /** The connection breaks; the client may come back. */
  drop(): void {
    this.#socket?.terminate()
  }

  /** From now on what comes is read and forgotten, as if a network ate it; ends with the connection. */
  forget(): void {
    this.#forgotten = this.#socket
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate()
    await this.api.close()
  }

  #payloads(payloadType: number): Uint8Array[] {
    return this.taken.filter(frame => frame.payloadType === payloadType).map(({ payload }) => payload)
  }

  #stream() {
    return { StreamUrl: `${this.api.url.replace('http', 'ws')}/stream`, TokenValue: `token-${++this.#tokensGiven}` }
  }

  #encode(type: string, payload: Uint8Array, payloadType: number, sequence: number): Uint8Array {
    const id = randomUUID()
    return encodeFrame(
      { type, schemaVersion: 1, createdAtMs: Date.now(), sequence, flags: 0, id, payloadType, payload },
      digest,
    )
  }

  #connected(socket: WebSocket): void {
    socket.on('message', (data: Buffer, isBinary) => {
      if (socket === this.#forgotten) return
      if (isBinary) this.#received(socket, data)
      else this.#opened(socket, JSON.parse(data.toString()) as { TokenValue: string })
      this.#wake()
    })
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = undefined
      this.#wake()
    })
  }

  #opened(socket: WebSocket, { TokenValue }: { TokenValue: string }): void {
    if (TokenValue !== `token-${this.#tokensGiven}`) return socket.terminate()
    this.tokens.push(TokenValue)
    this.#socket = socket
    for (const frame of this.#sent.values()) socket.send(frame)
    const { actions } = this.#options
    if (this.tokens.length === 1 && actions) {
      const request = { AgentVersion: '3.3.1000.0', RequestedClientActions: actions }
      this.send(writeJson(request), payloadTypes.handshakeRequest)
    }
  }

  #received(socket: WebSocket, data: Buffer): void {
    const frame = decodeFrame(data, digest)
    if ('malformed' in frame) throw new Error(`the client sent a malformed frame: ${frame.malformed}`)
    if (frame.type === messageTypes.acknowledge) {
      this.#sent.delete(readJson(frame.payload)!['AcknowledgedMessageSequenceNumber'] as number)
    } else if (frame.type === messageTypes.input && frame.sequence <= this.taken.length) {
      if (frame.sequence === this.taken.length) this.#take({ ...frame, payload: frame.payload.slice() })
      socket.send(this.#acknowledgement(frame))
    }
  }

  #take(frame: Frame): void {
    this.taken.push(frame)
    if (frame.payloadType === payloadTypes.handshakeResponse) {
      const complete = { HandshakeTimeToComplete: 1_000_000, CustomerMessage: '' }
      this.send(writeJson(complete), payloadTypes.handshakeComplete)
    }
  }

  #acknowledgement({ type, id, sequence }: Frame): Uint8Array {
    const acknowledged = {
      AcknowledgedMessageType: type,
      AcknowledgedMessageId: id,
      AcknowledgedMessageSequenceNumber: sequence,
      IsSequentialMessage: true,
    }
    return this.#encode(messageTypes.acknowledge, writeJson(acknowledged), 0, 0)
  }

  #wake(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const resume of waiting) resume()
  }
}
