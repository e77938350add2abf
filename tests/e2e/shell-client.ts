// The client's end of a session, for tests: takes part in the handshake, acknowledges what comes and keeps it.
import { hash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { StartSessionCommand, type StartSessionCommandInput } from '@aws-sdk/client-ssm'
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import { encodeFrame } from '@hostler/channel/frame/encode-frame'
import { flagBits, type Frame, messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import { readJson, writeJson } from '@hostler/channel/payloads/json-payload'
import type { TestClients } from '@hostler/testkit/test-clients'
import { WebSocket } from 'ws'

const digest = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

export class ShellClient {
  readonly sessionId: string
  readonly #socket: WebSocket
  #next = 0
  #output = Buffer.alloc(0)
  #lastWords: string | undefined

  private constructor(sessionId: string, socket: WebSocket) {
    this.sessionId = sessionId
    this.#socket = socket
    socket.on('message', (data: Buffer) => this.#take(data))
  }

  /** Starts a session and opens its client's end. */
  static async start(clients: TestClients, input: StartSessionCommandInput): Promise<ShellClient> {
    const { SessionId, StreamUrl, TokenValue } = await clients.ssm.send(new StartSessionCommand(input))
    const socket = new WebSocket(StreamUrl!, { perMessageDeflate: false })
    const client = new ShellClient(SessionId!, socket)
    socket.on('error', () => {})
    await once(socket, 'open')
    const open = {
      MessageSchemaVersion: '1.0',
      RequestId: randomUUID(),
      ClientId: randomUUID(),
      ClientVersion: '1.2.0.0',
    }
    socket.send(JSON.stringify({ ...open, TokenValue }))
    return client
  }

  /** All output so far. */
  get output(): string {
    return this.#output.toString()
  }

  /** What the session's end said; undefined while it goes on. */
  get lastWords(): string | undefined {
    return this.#lastWords
  }

  type(text: string): void {
    this.#send(messageTypes.input, this.#next++, Buffer.from(text), payloadTypes.output)
  }

  close(): void {
    this.#socket.terminate()
  }

  #take(data: Buffer): void {
    const frame = decodeFrame(data, digest)
    if ('malformed' in frame) throw new Error(`the plane sent a malformed message: ${frame.malformed}`)
    if (frame.type === messageTypes.channelClosed) {
      this.#lastWords = String(readJson(frame.payload)?.['Output'])
      return
    }
    if (frame.type !== messageTypes.output) return
    this.#acknowledge(frame)
    if (frame.payloadType === payloadTypes.handshakeRequest) return this.#answerHandshake(frame)
    if (frame.payloadType === payloadTypes.output) this.#output = Buffer.concat([this.#output, frame.payload])
  }

  #answerHandshake({ payload }: Frame): void {
    const asked = readJson(payload)?.['RequestedClientActions'] as { readonly ActionType: string }[]
    const ProcessedClientActions = asked.map(({ ActionType }) => ({
      ActionType,
      ActionStatus: 1,
      ActionResult: null,
      Error: '',
    }))
    const answer = { ClientVersion: '1.2.0.0', ProcessedClientActions, Errors: null }
    this.#send(messageTypes.input, this.#next++, writeJson(answer), payloadTypes.handshakeResponse)
  }

  #acknowledge({ type, id, sequence }: Frame): void {
    const payload = writeJson({
      AcknowledgedMessageType: type,
      AcknowledgedMessageId: id,
      AcknowledgedMessageSequenceNumber: sequence,
      IsSequentialMessage: true,
    })
    this.#send(messageTypes.acknowledge, 0, payload, 0, flagBits.syn | flagBits.fin)
  }

  #send(type: string, sequence: number, payload: Uint8Array, payloadType: number, flags = 0): void {
    const frame = { type, schemaVersion: 1, createdAtMs: Date.now(), sequence, flags, id: randomUUID() }
    this.#socket.send(encodeFrame({ ...frame, payloadType, payload }, digest))
  }
}
