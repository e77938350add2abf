// The control channel: one WebSocket to ssmmessages, opened anew whenever it breaks, for ever. It reports what
// becomes of it and hands on frames; it does not know what they mean.
import { randomUUID } from 'node:crypto'
import { signedHeaders } from '../api/signed-request.ts'
import type { Timing } from '../config/timing.ts'
import type { CredentialSource } from '../credentials/credentials.ts'
import type { Clock } from '../runtime/clock.ts'
import type { HttpTransport } from '../runtime/http.ts'
import type { Log } from '../runtime/log.ts'
import type { OpenSocket, Socket } from '../runtime/socket.ts'
import { AGENT_VERSION } from '../version.ts'
import { Liveness } from './liveness.ts'

export type ControlChannelOptions = {
  instanceId: string
  host: string
  region: string
  credentials: CredentialSource
  http: HttpTransport
  openSocket: OpenSocket
  onOpen: () => void
  /** CreateControlChannel was answered with AccessDeniedException. */
  onDenied: () => void
  onMessage: (frame: Buffer) => void
  clock: Clock
  random: () => number
  log: Log
  timing: Timing
}

/** ssmmessages refused to create the channel. */
class ChannelDenied extends Error {}

const SCHEMA_VERSION = '1.0'
const REST_TIMEOUT_MS = 15_000
const TOKEN = /<TokenValue>([^<]+)<\/TokenValue>/
const XML_ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" }

/** `linux`, `windows` or `macos`: lower case here, unlike in SSM's pings. */
function platformType(): string {
  if (process.platform === 'darwin') return 'macos'
  return process.platform === 'win32' ? 'windows' : 'linux'
}

export class ControlChannel {
  readonly #options: ControlChannelOptions

  constructor(options: ControlChannelOptions) {
    this.#options = options
  }

  /** Keeps a channel open until the signal is aborted. */
  async run(signal: AbortSignal): Promise<never> {
    const { clock, random, timing, log } = this.#options
    for (;;) {
      const reason = await this.#connectAtLast(signal)
      signal.throwIfAborted()
      log.warn(`The control channel broke (${reason}); reconnecting`)
      await clock.sleep(random() * timing.reconnectPause * 1000, 'control channel reconnect', signal)
    }
  }

  /** Tries until a connection comes about; resolves to why it ended. */
  async #connectAtLast(signal: AbortSignal): Promise<string> {
    const { clock, random, timing, log, onDenied } = this.#options
    const firstSeconds = timing.reconnectBackoff * (1 + random())
    for (let attempt = 0; ; attempt++) {
      try {
        const connection = await this.#connect(signal)
        return await connection.ended
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof ChannelDenied) onDenied()
        const seconds = Math.min(firstSeconds * 2 ** attempt, timing.reconnectLongest) * (1 + random() / 2)
        log.warn(`No control channel (${(error as Error).message}). Next try in ${Math.round(seconds)} s.`)
        await clock.sleep(seconds * 1000, 'control channel retry', signal)
      }
    }
  }

  async #connect(signal: AbortSignal): Promise<{ ended: Promise<string> }> {
    const token = await this.#createChannel(signal)
    const { promise: ended, resolve: end } = Promise.withResolvers<string>()
    const { clock, timing, onMessage, onOpen, log, host } = this.#options
    const liveness = new Liveness(clock, timing)
    const socket = await this.#openSocket(
      {
        onMessage,
        onPong: () => liveness.onPong(),
        onClose: reason => {
          liveness.stop()
          end(reason)
        },
      },
      signal,
    )
    socket.sendText(this.#openMessage(token))
    liveness.start(socket)
    log.info(`The control channel to ${host} is open`)
    onOpen()
    return { ended }
  }

  async #createChannel(signal: AbortSignal): Promise<string> {
    const { credentials, http } = this.#options
    const url = new URL(`https://${this.#options.host}${this.#path()}`)
    const body = JSON.stringify({ MessageSchemaVersion: SCHEMA_VERSION, RequestId: randomUUID() })
    const signable = { method: 'POST', url, headers: { 'content-type': 'application/json' }, body }
    // The length is not signed here, unlike in the JSON services.
    const unsigned = { 'Content-Length': String(Buffer.byteLength(body)), 'Accept-Encoding': 'gzip' }
    const headers = signedHeaders(signable, await credentials.get(signal), this.#scope(), unsigned)
    const response = await http({ method: 'POST', url, headers, body, timeoutMs: REST_TIMEOUT_MS }, signal)
    if (response.status !== 201) {
      const text = `${url.host} answered ${response.status}: ${response.body.slice(0, 300)}`
      throw response.body.includes('<AccessDeniedException>') ? new ChannelDenied(text) : new Error(text)
    }
    const token = TOKEN.exec(response.body)?.[1]
    if (token === undefined) throw new Error(`${url.host} answered CreateControlChannel without a token`)
    return token.replace(/&(?:amp|lt|gt|quot|apos);/g, entity => XML_ENTITIES[entity] ?? entity)
  }

  async #openSocket(events: Parameters<OpenSocket>[2], signal: AbortSignal): Promise<Socket> {
    const { credentials, openSocket } = this.#options
    const url = new URL(`wss://${this.#options.host}${this.#path()}?role=subscribe&stream=input`)
    const signable = { method: 'GET', url, headers: {} }
    const headers = signedHeaders(signable, await credentials.get(signal), this.#scope())
    return openSocket(url, headers, events, signal)
  }

  #openMessage(token: string): string {
    return JSON.stringify({
      Cookie: null,
      MessageSchemaVersion: SCHEMA_VERSION,
      RequestId: randomUUID(),
      TokenValue: token,
      AgentVersion: AGENT_VERSION,
      PlatformType: platformType(),
    })
  }

  #path(): string {
    return `/v1/control-channel/${encodeURIComponent(this.#options.instanceId)}`
  }

  #scope(): { service: string; region: string; now: Date } {
    return { service: 'ssmmessages', region: this.#options.region, now: this.#options.clock.now() }
  }
}
