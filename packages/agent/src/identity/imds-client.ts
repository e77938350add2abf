// The instance metadata service, version 2 only: session token, then GETs that carry it. It knows no path.
import type { Clock } from '../runtime/clock.ts'
import type { HttpResponse, HttpTransport } from '../runtime/http.ts'
import { USER_AGENT } from '../version.ts'

export type ImdsOptions = {
  /** Scheme, host and port, e.g. `http://169.254.169.254`. */
  endpoint: string
  http: HttpTransport
  clock: Clock
  random: () => number
}

/** The metadata service answered, but not with 2xx. */
export class ImdsStatusError extends Error {
  readonly status: number

  constructor(path: string, status: number) {
    super(`instance metadata answered ${status} for ${path}`)
    this.status = status
  }
}

const TIMEOUT_MS = 1000
const ATTEMPTS = 3
const RETRY_DELAY_MS = 30
const TOKEN_TTL_SECONDS = 21_600
const TTL_HEADER = 'X-Aws-Ec2-Metadata-Token-Ttl-Seconds'
/** A token is not used in its last moments. */
const TOKEN_MARGIN_MS = 30_000

/** One client keeps one session token until shortly before its end, or until a 401. */
export class ImdsClient {
  readonly #options: ImdsOptions
  #token: { text: string; expiresAt: number } | undefined

  constructor(options: ImdsOptions) {
    this.#options = options
  }

  /** Text at `/latest/<path>`. Throws `ImdsStatusError` for refusals, other errors when nothing answers. */
  async get(path: string, signal: AbortSignal): Promise<string> {
    const token = await this.#getToken(signal)
    const response = await this.#send('GET', path, { 'X-Aws-Ec2-Metadata-Token': token }, signal)
    // The stock agent does not repeat the request either: the next one fetches a new token.
    if (response.status === 401) this.#token = undefined
    return this.#checked(path, response).body
  }

  #checked(path: string, response: HttpResponse): HttpResponse {
    if (response.status < 200 || response.status > 299) throw new ImdsStatusError(path, response.status)
    return response
  }

  async #getToken(signal: AbortSignal): Promise<string> {
    const now = this.#options.clock.now().getTime()
    if (this.#token !== undefined && now < this.#token.expiresAt) return this.#token.text
    const path = 'api/token'
    const headers = { 'Content-Length': '0', [TTL_HEADER]: String(TOKEN_TTL_SECONDS) }
    const response = this.#checked(path, await this.#send('PUT', path, headers, signal))
    const ttlSeconds = Number.parseInt(String(response.headers[TTL_HEADER.toLowerCase()]), 10)
    if (!Number.isFinite(ttlSeconds) || !/^[\x21-\x7e]+$/.test(response.body)) {
      throw new Error('instance metadata answered the token request without a token and its TTL header')
    }
    this.#token = { text: response.body, expiresAt: now + ttlSeconds * 1000 - TOKEN_MARGIN_MS }
    return response.body
  }

  async #send(
    method: string,
    path: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const { endpoint, http, clock, random } = this.#options
    const url = new URL(`${endpoint.replace(/\/+$/, '')}/latest/${path}`)
    const allHeaders = { Host: url.host, 'User-Agent': USER_AGENT, ...headers, 'Accept-Encoding': 'gzip' }
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await http({ method, url, headers: allHeaders, timeoutMs: TIMEOUT_MS }, signal)
        if (response.status < 500 || attempt === ATTEMPTS) return response
      } catch (error) {
        signal.throwIfAborted()
        if (attempt === ATTEMPTS) throw unreachable(url, error)
      }
      await clock.sleep(RETRY_DELAY_MS * 2 ** (attempt - 1) * (1 + random()), 'metadata retry', signal)
    }
  }
}

function unreachable(url: URL, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error)
  return new Error(`instance metadata at ${url.host} cannot be reached: ${reason}`, { cause: error })
}
