// What all calls of AWS services have in common: a network that fails, and when it is worth asking again.
import type { Clock } from '../runtime/clock.ts'
import { HttpTimeout, type HttpRequest, type HttpResponse, type HttpTransport } from '../runtime/http.ts'
import { AwsError } from './aws-error.ts'

export type RetryOptions = {
  /** How often after the first time. */
  retries: number
  /** Unit of the delays. */
  retrySeconds: number
  clock: Clock
  random: () => number
}

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

/**
 * What `attempt` answers, asked again while it answers an error that may pass; throws the last one. What it throws
 * comes through at once.
 *
 * @param onExpired the credentials were called expired
 */
export async function callWithRetries<Answer>(
  operation: string,
  attempt: () => Promise<Answer | AwsError>,
  onExpired: () => void,
  { retries, retrySeconds, clock, random }: RetryOptions,
  signal: AbortSignal,
): Promise<Answer> {
  for (let retry = 0; ; retry++) {
    const outcome = await attempt()
    if (!(outcome instanceof AwsError)) return outcome
    if (retry === retries || !isRetryable(outcome)) throw outcome
    if (EXPIRED_CODES.has(outcome.code)) onExpired()
    const delayMs = retrySeconds * 1000 * 2 ** retry * (1 + random() / 2)
    const timedOut = outcome.cause instanceof HttpTimeout
    await clock.sleep(timedOut ? TIMEOUT_RETRY_MS : delayMs, `retry of ${operation}`, signal)
  }
}

/** The answer, or a `RequestError` where there is none to be read. Rejects with the signal's reason only. */
export async function exchange(
  http: HttpTransport,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResponse | AwsError> {
  try {
    return await http(request, signal)
  } catch (error) {
    signal.throwIfAborted()
    const reason = error instanceof Error ? error.message : String(error)
    return new AwsError('RequestError', `${request.url.host}: ${reason}`, { cause: error })
  }
}
