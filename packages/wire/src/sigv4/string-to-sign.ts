import { hash } from 'node:crypto'
import { canonicalRequest, type SignedView } from './canonical-request.ts'
import { ALGORITHM, signatureFailure, type ParsedSignature, type SignatureFailure } from './parsed-signature.ts'
import { claimedPayload, UNSIGNED_PAYLOAD } from './payload-claim.ts'

/** The claims of a signature that its value covers. */
export type SignatureClaims = Omit<ParsedSignature, 'signature'>

/** The two texts of a signature, their characters being the bytes to hash (latin1). */
export interface SignatureTexts {
  readonly canonicalRequest: string
  readonly stringToSign: string
}

/** What the signer must have signed if this request is the one that was sent. */
export function signatureTexts(request: SignedView, claims: SignatureClaims): SignatureTexts {
  const canonical = canonicalRequest(request, claims, payloadHash(request, claims))
  const scope = `${claims.date}/${claims.region}/${claims.service}/${claims.terminator}`
  const digest = hash('sha256', Buffer.from(canonical, 'latin1'), 'hex')
  return { canonicalRequest: canonical, stringToSign: `${ALGORITHM}\n${claims.amzDate}\n${scope}\n${digest}` }
}

/** The refusal of a wrong signature: AWS shows both texts, which hold nothing that the caller did not send. */
export function wrongSignature(texts: SignatureTexts): SignatureFailure {
  const message =
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
    'and signing method. Consult the service documentation for details.' +
    `\n\nThe Canonical String for this request should have been\n'${readable(texts.canonicalRequest)}'` +
    `\n\nThe String-to-Sign should have been\n'${readable(texts.stringToSign)}'\n`
  return signatureFailure('invalid-signature', message)
}

function readable(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

const EMPTY_BODY_HASH = hash('sha256', '', 'hex')

/**
 * Of the bytes that arrived, whatever the request says. Only S3 takes the request's word: it checks a signature before
 * the body is there, and the body against the word afterwards.
 */
function payloadHash(request: SignedView, claims: SignatureClaims): string {
  if (claims.service === 's3') {
    const claimed = claimedPayload(request) ?? (claims.form === 'query' ? UNSIGNED_PAYLOAD : undefined)
    if (claimed !== undefined) return claimed
  }
  return request.body.length === 0 ? EMPTY_BODY_HASH : hash('sha256', request.body, 'hex')
}
