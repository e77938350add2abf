// What a request to S3 says of its body before the body is there. The signature covers this text; whether the body
// keeps to it is checked as it passes (chunked/).
import { AwsFault } from '../aws-fault.ts'
import type { WireRequest } from '../protocols/protocol.ts'
import type { ParsedSignature } from './parsed-signature.ts'

/** What the body of a request is, by its own word. */
export type PayloadClaim =
  | { readonly kind: 'hash'; /** Hex. */ readonly sha256: string }
  | { readonly kind: 'unsigned' }
  /** Framed as aws-chunked; with signatures of its chunks, with trailing headers. */
  | { readonly kind: 'chunked'; readonly signed: boolean; readonly trailer: boolean }

export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD'

const literals: ReadonlyMap<string, PayloadClaim> = new Map<string, PayloadClaim>([
  [UNSIGNED_PAYLOAD, { kind: 'unsigned' }],
  ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', { kind: 'chunked', signed: false, trailer: true }],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { kind: 'chunked', signed: true, trailer: false }],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', { kind: 'chunked', signed: true, trailer: true }],
])

/** The claim as it stands in the header, else in the query; undefined when there is none. */
export function claimedPayload(request: Pick<WireRequest, 'rawHeaders' | 'query'>): string | undefined {
  const { rawHeaders, query } = request
  const at = rawHeaders.findIndex((text, index) => index % 2 === 0 && /^x-amz-content-sha256$/i.test(text))
  return at >= 0 ? rawHeaders[at + 1] : /(?:^|&)X-Amz-Content-Sha256=([^&]*)/.exec(query)?.[1]
}

/**
 * The claim of a request to S3; `signature` is undefined for one that nobody signed. Throws `InvalidRequest` where a
 * signature in the header comes without a claim, and `InvalidArgument` for one that means nothing (400).
 */
export function payloadClaim(request: WireRequest, signature: ParsedSignature | undefined): PayloadClaim {
  const text = claimedPayload(request)
  if (text === undefined) {
    if (signature?.form !== 'header') return { kind: 'unsigned' }
    throw new AwsFault('InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256')
  }
  if (/^[0-9a-f]{64}$/i.test(text)) return { kind: 'hash', sha256: text.toLowerCase() }
  const claim = literals.get(text)
  // Chunks are signed one after the other, beginning with the signature of the request.
  if (!claim || (claim.kind === 'chunked' && claim.signed && !signature)) throw invalidClaim(text)
  return claim
}

function invalidClaim(text: string): AwsFault {
  const message =
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, ' +
    'STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, ' +
    'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER ' +
    'or a valid sha256 value.'
  const members = { ArgumentName: 'x-amz-content-sha256', ArgumentValue: text.slice(0, 256) }
  return new AwsFault('InvalidArgument', 400, message, { members })
}
