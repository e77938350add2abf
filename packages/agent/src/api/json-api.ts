// Calls of an AWS JSON 1.1 service with the stock agent's retries. It knows no operation.
import type { NodeCredentials } from '@hostler/wire/sigv4/node-rsa'
import type { CredentialSource } from '../credentials/credentials.ts'
import type { Clock } from '../runtime/clock.ts'
import { parseJsonObject } from '../runtime/files.ts'
import { HttpTimeout, type HttpRequest, type HttpResponse, type HttpTransport } from '../runtime/http.ts'
import { AwsError } from './aws-error.ts'
import { jsonRequest, nodeRequest, unsignedRequest } from './signed-request.ts'

export type JsonApiOptions = {
  service: string
  /** What precedes the dot in `X-Amz-Target`. */
  targetPrefix: string
  endpoint: URL
  signingRegion: string
  timeoutSeconds: number
  /** Unit of the retry delays. */
  retrySeconds: number
  http: HttpTransport
  clock: Clock
  random: () => number
}

export type ApiCall = {
  operation: string
  /** Members in alphabetical order: they leave as written. */
  input: Record<string, unknown>
} & Signer

/** Who sends a call: the holder of credentials, a hybrid host by its key, or nobody in particular. */
export type Signer =
  | {
      credentials: CredentialSource
      /** Makes the second proof of Default Host Management over the Authorization header. */
      prove?: (authorization: string) => string
    }
  | { node: NodeCredentials }
  | { unsigned: true }

const RETRIES = 3
const TIMEOUT_RETRY_MS = 100
const RETRYABLE_STATUS = new Set([429, 500, 502, 503, 504])
const EXPIRED_CODES = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'])
const RETRYABLE_CODES = new Set([
  ...EXPIRED_CODES,
  'RequestError',
  'RequestTimeout',
  'RequestTimeoutException',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'PriorRequestNotComplete',
  'TransactionInProgressException',
  'EC2ThrottledException',
])

function isRetryable(error: AwsError): boolean {
  return RETRYABLE_CODES.has(error.code) || RETRYABLE_STATUS.has(error.status ?? 0)
}

/** The error a non-2xx answer stands for: code after `#` of `__type`, whatever the status. */
function readError(response: HttpResponse): AwsError {
  const { status } = response
  const body = parseJsonObject(response.body)
  const type = body?.['__type']
  const code = typeof type === 'string' ? type.slice(type.indexOf('#') + 1) : ''
  if (code === '') return new AwsError('SerializationError', `an unreadable error with status ${status}`, { status })
  const message = body?.['message'] ?? body?.['Message']
  return new AwsError(code, typeof message === 'string' ? message : '', { status })
}

export class JsonApi {
  readonly #options: JsonApiOptions

  constructor(options: JsonApiOptions) {
    this.#options = options
  }

  /**
   * The answer's body as text. Throws `AwsError` for refusals and network failures, after up to three retries
   * of what may be retried; errors of the credential source come through as they are, at once.
   */
  async call(call: ApiCall, signal: AbortSignal): Promise<string> {
    const { clock, random, retrySeconds } = this.#options
    for (let attempt = 0; ; attempt++) {
      const request = await this.#sign(call, signal)
      const outcome = await this.#exchange(request, signal)
      if (typeof outcome === 'string') return outcome
      if (attempt === RETRIES || !isRetryable(outcome)) throw outcome
      if (EXPIRED_CODES.has(outcome.code) && 'credentials' in call) call.credentials.expire()
      const delayMs = retrySeconds * 1000 * 2 ** attempt * (1 + random() / 2)
      const timedOut = outcome.cause instanceof HttpTimeout
      await clock.sleep(timedOut ? TIMEOUT_RETRY_MS : delayMs, `retry of ${call.operation}`, signal)
    }
  }

  async #sign(call: ApiCall, signal: AbortSignal): Promise<HttpRequest> {
    const { service, targetPrefix, endpoint, signingRegion, timeoutSeconds, clock } = this.#options
    const message = {
      url: endpoint,
      target: `${targetPrefix}.${call.operation}`,
      body: JSON.stringify(call.input),
      timeoutMs: timeoutSeconds * 1000,
    }
    if ('unsigned' in call) return unsignedRequest(message)
    const scope = () => ({ service, region: signingRegion, now: clock.now() })
    if ('node' in call) return nodeRequest(message, call.node, scope())
    const credentials = await call.credentials.get(signal)
    return jsonRequest({ ...message, prove: call.prove }, credentials, scope())
  }

  async #exchange(request: HttpRequest, signal: AbortSignal): Promise<string | AwsError> {
    try {
      const response = await this.#options.http(request, signal)
      return response.status >= 200 && response.status < 300 ? response.body : readError(response)
    } catch (error) {
      signal.throwIfAborted()
      const reason = error instanceof Error ? error.message : String(error)
      return new AwsError('RequestError', `${request.url.host}: ${reason}`, { cause: error })
    }
  }
}
