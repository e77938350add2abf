import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import type { Frame } from '@hostler/channel/frame/frame'
import { WebSocketServer, type WebSocket } from 'ws'
import { checkProof, checkSignature } from './check-signature.ts'
import { Recorder } from './recorder.ts'
import { selfSigned } from './self-signed.ts'

export type Seen = {
  method: string
  url: string
  /** Header names and values as they arrived, alternating. */
  rawHeaders: string[]
  headers: http.IncomingHttpHeaders
  body: string
  input: Record<string, unknown>
  /** Access key id, region and service the signature names. */
  signedBy: { accessKeyId: string; region: string; service: string }
}
export type Answer = { status: number; body: unknown } | 'hang up'
/** A control channel. `messages` has the binary ones by their type, `frames` everything else that happens on it. */
export type Channel = { socket: WebSocket; frames: Recorder<string>; messages: Recorder<Frame> }

/** What a host elsewhere is called once it is registered. */
export const NODE_ID = 'mi-0123456789abcdef0'

/** What Default Host Management hands out in tests. */
export function roleToken(expires: string | number): Record<string, unknown> {
  return {
    AccessKeyId: 'ASIAROLETOKEN0000000',
    SecretAccessKey: 'secret/ASIAROLETOKEN0000000',
    SessionToken: 'token/ASIAROLETOKEN0000000',
    TokenExpirationDate: typeof expires === 'number' ? expires : Date.parse(expires) / 1000,
    UpdateKeyPair: false,
  }
}

/** A refusal as the JSON services word it. */
export function refusal(code: string, status = 400, message = 'refused by the test'): Answer {
  return { status, body: { __type: code, message } }
}

export const CHANNEL_CREATED: Answer = {
  status: 201,
  body: '<CreateControlChannelResponse><TokenValue>channel&amp;token</TokenValue></CreateControlChannelResponse>',
}

export const DATA_CHANNEL_CREATED: Answer = {
  status: 201,
  body: '<CreateDataChannelResponse><TokenValue>data-token</TokenValue></CreateDataChannelResponse>',
}
const DATA_CHANNEL = /^\/v1\/data-channel\/([^?]+)/

/**
 * SSM, ec2messages and ssmmessages, answering what the test says. Requests are recorded by operation;
 * `CreateControlChannel` and `control channel` (the WebSocket), `CreateDataChannel` and `data channel` stand beside the JSON operations. A request with a
 * wrong signature or proof is never recorded under its operation but as `bad signature`.
 */
export class ScriptedPlane {
  readonly seen = new Recorder<Seen>()
  readonly channels = new Recorder<Channel>()
  readonly answers = new Map<string, (seen: Seen) => Answer>()
  /** Who takes the data channels of a session, by its id. */
  readonly sessions = new Map<string, (socket: WebSocket) => void>()
  readonly #tls = selfSigned()
  readonly #plain = http.createServer((request, response) => void this.#receive(request, response))
  readonly #secure = https.createServer(this.#tls, (request, response) => void this.#receive(request, response))
  readonly #sockets = new WebSocketServer({ noServer: true, autoPong: false })
  #publicKey = ''

  constructor() {
    this.answers.set('RegisterManagedInstance', ({ input }) => {
      this.#publicKey = String(input['PublicKey'])
      const isHybrid = input['ActivationId'] !== undefined
      return { status: 200, body: { InstanceId: isHybrid ? NODE_ID : input['Fingerprint'] } }
    })
    this.answers.set('RequestManagedInstanceRoleToken', () => ({
      status: 200,
      body: roleToken('2026-11-22T01:00:00Z'),
    }))
    this.answers.set('CreateControlChannel', () => CHANNEL_CREATED)
    this.answers.set('CreateDataChannel', () => DATA_CHANNEL_CREATED)
    this.#secure.on('upgrade', (request, socket: Duplex, head: Buffer) => this.#upgrade(request, socket, head))
  }

  async listen(): Promise<this> {
    for (const server of [this.#plain, this.#secure]) {
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    }
    return this
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#plain.address() as AddressInfo).port}`
  }

  get tlsHost(): string {
    return `127.0.0.1:${(this.#secure.address() as AddressInfo).port}`
  }

  get certificate(): string {
    return this.#tls.cert
  }

  /** Registered keys survive a plane's restart; tests that skip registration name the key here. */
  knowKey(publicKey: string): void {
    this.#publicKey = publicKey
  }

  answer(operation: string, ...answers: Answer[]): void {
    let index = 0
    this.answers.set(operation, () => answers[Math.min(index++, answers.length - 1)] ?? 'hang up')
  }

  async close(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate()
    for (const server of [this.#plain, this.#secure]) {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    }
  }

  async #receive(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const seen = this.#read(request, Buffer.concat(chunks).toString())
    const channel = DATA_CHANNEL.test(request.url ?? '') ? '.CreateDataChannel' : '.CreateControlChannel'
    const target = String(request.headers['x-amz-target'] ?? channel)
    const operation = seen && target.slice(target.indexOf('.') + 1)
    const answer = this.answers.get(operation ?? '')?.(seen!) ?? { status: 200, body: {} }
    if (answer === 'hang up') {
      request.socket.destroy()
    } else {
      response.writeHead(seen === undefined ? 403 : answer.status, { 'X-Amzn-RequestId': 'request-1' })
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
    }
    if (seen && operation) this.seen.record(operation, seen)
  }

  #read(request: http.IncomingMessage, body: string): Seen | undefined {
    const signed = checkSignature(request, body, this.#publicKey)
    const proof = request.headers['ssm-asymmetrickeyauthorization']
    const proven = proof === undefined || checkProof(request, String(proof), this.#publicKey)
    const { method = '', url = '', rawHeaders, headers } = request
    let input: Record<string, unknown> = {}
    if (body.startsWith('{')) input = JSON.parse(body) as Record<string, unknown>
    const isAllowed = typeof signed !== 'string' && (signed.accessKeyId !== '' || input['ActivationId'] !== undefined)
    const signedBy = typeof signed === 'string' ? { accessKeyId: signed, region: '', service: '' } : signed
    const seen = { method, url, rawHeaders, headers, body, input, signedBy }
    if (isAllowed && proven) return seen
    this.seen.record('bad signature', seen)
    return undefined
  }

  #upgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
    const seen = this.#read(request, '')
    const sessionId = DATA_CHANNEL.exec(request.url ?? '')?.[1]
    const name = sessionId === undefined ? 'control channel' : 'data channel'
    const answer = this.answers.get(name)?.(seen!)
    if (seen === undefined || answer !== undefined) {
      socket.destroy()
      if (seen) this.seen.record(name, seen)
      return
    }
    this.#sockets.handleUpgrade(request, socket, head, client => {
      this.seen.record(name, seen)
      if (sessionId !== undefined) return this.sessions.get(decodeURIComponent(sessionId))?.(client)
      const frames = new Recorder<string>()
      const messages = new Recorder<Frame>()
      client.on('message', (data, isBinary) => {
        const frame = isBinary ? decodeFrame(data as Buffer, undefined) : undefined
        if (frame && 'type' in frame) messages.record(frame.type, frame)
        else frames.record('text', (data as Buffer).toString())
      })
      client.on('ping', data => frames.record('ping', data.toString()))
      client.on('close', code => frames.record('close', String(code)))
      client.on('error', () => {})
      this.channels.record('open', { socket: client, frames, messages })
    })
  }
}
