import { hmacSha256 } from './hmac-sha256.ts'
import type { ParsedSignature } from './parsed-signature.ts'
import { signingKey } from './signing-key.ts'

/** Signs texts with the key behind a verified signature: what checks a body's chunks without ever seeing the key. */
export function textSigner(
  signature: Pick<ParsedSignature, 'date' | 'region' | 'service'>,
  secretAccessKey: string,
): (text: string) => string {
  const key = signingKey(secretAccessKey, signature.date, signature.region, signature.service)
  return text => hmacSha256(key, text, 'hex')
}
