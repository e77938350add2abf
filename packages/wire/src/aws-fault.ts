/**
 * A failure as AWS words it: what the caller sees. The protocol turns it into bytes.
 * `message` is for the caller and must be safe; `detail` is for the log only.
 */
export class AwsFault extends Error {
  /** AWS's error code, e.g. `ServiceSettingNotFound`. */
  readonly code: string
  /** HTTP status. */
  readonly status: number
  /** Further members of the error's shape, by wire name. */
  readonly members: Readonly<Record<string, unknown>>
  readonly detail: string | undefined
  /** Further headers of the reply, lower case. */
  readonly headers: Readonly<Record<string, string>>

  constructor(
    code: string,
    status: number,
    message: string,
    options: {
      members?: Readonly<Record<string, unknown>>
      detail?: string
      headers?: Readonly<Record<string, string>>
      cause?: unknown
    } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'AwsFault'
    this.code = code
    this.status = status
    this.members = options.members ?? {}
    this.detail = options.detail
    this.headers = options.headers ?? {}
  }
}
