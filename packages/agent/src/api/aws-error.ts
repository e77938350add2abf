/**
 * A failure with an AWS error code: answered by a service, or named by the agent the way the AWS SDK names it
 * (`RequestError` network, `SerializationError` unreadable answer, `EC2RoleRequestError` metadata service).
 * The rules for falling back and retrying look at `code`.
 */
export class AwsError extends Error {
  readonly code: string
  /** HTTP status of the answer, if there was one. */
  readonly status: number | undefined

  constructor(code: string, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'AwsError'
    this.code = code
    this.status = options.status
  }
}

/** Code and message, as AWS's SDK words an error. */
export function errorText(error: unknown): string {
  const { message } = error as Error
  return error instanceof AwsError ? `${error.code}: ${message}` : message
}
