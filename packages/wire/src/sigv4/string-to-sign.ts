import { hash } from 'node:crypto'
import { canonicalRequest, type SignedView } from './canonical-request.ts'
import { ALGORITHM, signatureFailure, type ParsedSignature, type SignatureFailure } from './parsed-signature.ts'

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
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD'
const UNSIGNED_PAYLOADS = new Set([UNSIGNED_PAYLOAD, 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'])

/** Always of the bytes that arrived, whatever the request says: only S3 lets a caller leave the body unsigned. */
function payloadHash(request: SignedView, claims: SignatureClaims): string {
  if (claims.service === 's3') {
    const claimed = s3PayloadClaim(request)
    if (claimed === undefined && claims.form === 'query') return UNSIGNED_PAYLOAD
    if (claimed !== undefined && UNSIGNED_PAYLOADS.has(claimed)) return claimed
  }
  return request.body.length === 0 ? EMPTY_BODY_HASH : hash('sha256', request.body, 'hex')
}

function s3PayloadClaim(request: SignedView): string | undefined {
  const at = request.rawHeaders.findIndex((text, index) => index % 2 === 0 && /^x-amz-content-sha256$/i.test(text))
  if (at >= 0) return request.rawHeaders[at + 1]
  return /(?:^|&)X-Amz-Content-Sha256=([^&]*)/.exec(request.query)?.[1]
}
