/** What kind of refusal: the gateway maps it to a code and status per protocol. */
export type SignatureFailureKind =
  | 'missing'
  | 'incomplete'
  | 'expired-or-skewed'
  | 'invalid-signature'
  | 'unsupported-algorithm'
  | 'malformed-credential'
  | 'wrong-scope'

/** Why a request is not authenticated. */
export interface SignatureFailure {
  readonly failure: SignatureFailureKind
  /** AWS's sentences, joined as AWS joins them; safe to show to the caller. */
  readonly message: string
  /** The clocks disagree; absent when a presigned request simply outlived its `X-Amz-Expires`. */
  readonly skewed?: boolean
  /** S3: further members of its answer, by wire name. */
  readonly members?: Readonly<Record<string, string>>
}

/** What a request claims about its signature. Nothing of it is proven yet. */
export interface ParsedSignature {
  readonly failure?: undefined
  /** `header`: `Authorization`; `query`: presigned. */
  readonly form: 'header' | 'query'
  readonly accessKeyId: string
  /** Date of the credential scope, YYYYMMDD. */
  readonly date: string
  readonly region: string
  readonly service: string
  /** Last element of the credential scope; `aws4_request` when correct. */
  readonly terminator: string
  /** Lower-case and sorted. */
  readonly signedHeaders: readonly string[]
  /** As sent: hex of an HMAC, base64 when a registered host signed. */
  readonly signature: string
  /** Time of signing, YYYYMMDDTHHMMSSZ. */
  readonly amzDate: string
  readonly sessionToken?: string
  /** Only presigned requests carry it: 1 to 604800. */
  readonly expiresSeconds?: number
}

export const ALGORITHM = 'AWS4-HMAC-SHA256'

export const SCOPE_TERMINATOR = 'aws4_request'

export function signatureFailure(failure: SignatureFailureKind, message: string): SignatureFailure {
  return { failure, message }
}
