// Calls of an AWS JSON 1.1 service with the stock agent's retries. It knows no operation.
import type { NodeCredentials } from '@hostler/wire/sigv4/node-rsa'
import type { CredentialSource } from '../credentials/credentials.ts'
import { parseJsonObject } from '../runtime/files.ts'
import type { HttpRequest, HttpResponse, HttpTransport } from '../runtime/http.ts'
import { AwsError } from './aws-error.ts'
import { callWithRetries, exchange, type RetryOptions } from './call-with-retries.ts'
import { jsonRequest, nodeRequest, unsignedRequest } from './signed-request.ts'

export type JsonApiOptions = Omit<RetryOptions, 'retries'> & {
  service: string
  /** What precedes the dot in `X-Amz-Target`. */
  targetPrefix: string
  endpoint: URL
  signingRegion: string
  timeoutSeconds: number
  /** Three, as the stock agent's, unless told otherwise. */
  retries?: number
  http: HttpTransport
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
   * The answer's body as text. Throws `AwsError` for refusals and network failures, after the retries of what may be
   * retried; errors of the credential source come through as they are, at once.
   */
  call(call: ApiCall, signal: AbortSignal): Promise<string> {
    const { retries = RETRIES } = this.#options
    return callWithRetries(
      call.operation,
      async () => this.#exchange(await this.#sign(call, signal), signal),
      () => 'credentials' in call && call.credentials.expire(),
      { ...this.#options, retries },
      signal,
    )
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
    const response = await exchange(this.#options.http, request, signal)
    if (response instanceof AwsError) return response
    return response.status >= 200 && response.status < 300 ? response.body : readError(response)
  }
}
