import { timingSafeEqual } from 'node:crypto'
import type { WireRequest } from '../protocols/protocol.ts'
import { hmacSha256 } from './hmac-sha256.ts'
import type { ParsedSignature, SignatureFailure } from './parsed-signature.ts'
import { signingKey } from './signing-key.ts'
import { signatureTexts, wrongSignature } from './string-to-sign.ts'

/**
 * Is the request signed with this secret? Undefined when it is. The scope must have been checked before: it decides
 * which rules of canonicalisation apply. Takes constant time over the signature and never throws.
 */
export function verifySignature(
  request: WireRequest,
  parsed: ParsedSignature,
  secretAccessKey: string,
): SignatureFailure | undefined {
  const texts = signatureTexts(request, parsed)
  const key = signingKey(secretAccessKey, parsed.date, parsed.region, parsed.service)
  const expected = Buffer.from(hmacSha256(key, texts.stringToSign, 'hex'))
  const actual = Buffer.from(parsed.signature)
  return actual.length === expected.length && timingSafeEqual(actual, expected) ? undefined : wrongSignature(texts)
}
