// The two requests that open a channel of ssmmessages, control or data: one for a token, one for the WebSocket that
// the token is shown on. It retries nothing and knows no message.
import { randomUUID } from 'node:crypto'
import { signedHeaders } from '../api/signed-request.ts'
import { findXmlText } from '../api/xml-text.ts'
import type { CredentialSource } from '../credentials/credentials.ts'
import type { Clock } from '../runtime/clock.ts'
import type { HttpTransport } from '../runtime/http.ts'
import type { OpenSocket, Socket, SocketEvents } from '../runtime/socket.ts'

export type MessageGatewayOptions = {
  host: string
  region: string
  credentials: CredentialSource
  http: HttpTransport
  openSocket: OpenSocket
  clock: Clock
}

/** ssmmessages answered with AccessDeniedException. */
export class ChannelDenied extends Error {}

/** Of both channels' messages outside the binary ones. */
export const SCHEMA_VERSION = '1.0'
const REST_TIMEOUT_MS = 15_000

export class MessageGateway {
  readonly #options: MessageGatewayOptions

  constructor(options: MessageGatewayOptions) {
    this.#options = options
  }

  get host(): string {
    return this.#options.host
  }

  /**
   * A token for the channel at `path`. Throws `ChannelDenied`, or an error with the answer's text, for anything but
   * a 201 that has one.
   */
  async createChannel(path: string, more: Record<string, unknown>, signal: AbortSignal): Promise<string> {
    const { credentials, http, host } = this.#options
    const url = new URL(`https://${host}${path}`)
    const body = JSON.stringify({ MessageSchemaVersion: SCHEMA_VERSION, RequestId: randomUUID(), ...more })
    const signable = { method: 'POST', url, headers: { 'content-type': 'application/json' }, body }
    // The length is not signed here, unlike in the JSON services.
    const unsigned = { 'Content-Length': String(Buffer.byteLength(body)), 'Accept-Encoding': 'gzip' }
    const headers = signedHeaders(signable, await credentials.get(signal), this.#scope(), unsigned)
    const response = await http({ method: 'POST', url, headers, body, timeoutMs: REST_TIMEOUT_MS }, signal)
    if (response.status !== 201) {
      const text = `${url.host} answered ${response.status}: ${response.body.slice(0, 300)}`
      throw response.body.includes('<AccessDeniedException>') ? new ChannelDenied(text) : new Error(text)
    }
    const token = findXmlText(response.body, 'TokenValue')
    if (token === undefined) throw new Error(`${url.host} answered without a token`)
    return token
  }

  /** The WebSocket at `pathAndQuery`, on which the token is still to be shown. */
  async openSocket(pathAndQuery: string, events: SocketEvents, signal: AbortSignal): Promise<Socket> {
    const { credentials, openSocket, host } = this.#options
    const url = new URL(`wss://${host}${pathAndQuery}`)
    const headers = signedHeaders({ method: 'GET', url, headers: {} }, await credentials.get(signal), this.#scope())
    return openSocket(url, headers, events, signal)
  }

  #scope(): { service: string; region: string; now: Date } {
    return { service: 'ssmmessages', region: this.#options.region, now: this.#options.clock.now() }
  }
}
