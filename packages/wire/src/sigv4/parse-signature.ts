// Reads the signature of a request and refuses what is malformed, stale or out of scope, in AWS's order and words.
// Proves nothing: the signature itself is checked by verify.ts (users) and node-rsa.ts (registered hosts).
import type { WireRequest } from '../protocols/protocol.ts'
import { ALGORITHM, SCOPE_TERMINATOR, signatureFailure } from './parsed-signature.ts'
import type { ParsedSignature, SignatureFailure, SignatureFailureKind } from './parsed-signature.ts'
import { checkS3SignatureDate } from './s3-signature-date.ts'
import { amzParameters, claimInHeader, claimInQuery, type SignatureClaim } from './signature-claim.ts'
import { checkSignatureDate } from './signature-date.ts'

export type { ParsedSignature, SignatureFailure, SignatureFailureKind }

const MAX_EXPIRES_SECONDS = 604_800
// Only S3's presigned requests are meant to be handed on; of the others a leaked one must not be good for a week.
const MAX_LIFE_ELSEWHERE_SECONDS = 900
// Finding each signed header takes a walk over all headers: without a bound one request could cost many.
const MAX_SIGNED_HEADERS = 100

/**
 * Reads the signature of a request in either form. `skewSeconds` is how far the signer's clock may be off; S3 allows
 * fifteen minutes by itself. Never throws.
 */
export function parseSignature(
  request: WireRequest,
  options: { now: Date; skewSeconds: number },
): ParsedSignature | SignatureFailure {
  const claim = findClaim(request)
  if ('failure' in claim) return claim
  const incomplete = checkCompleteness(claim)
  if (incomplete !== undefined) return incomplete
  const expiresSeconds = claim.expires === undefined ? undefined : readExpires(claim.expires)
  if (typeof expiresSeconds === 'object') return expiresSeconds
  const untimely = checkDate(claim, expiresSeconds, options)
  if (untimely !== undefined) return untimely
  const signedHeaders = claim.signedHeaders.toLowerCase().split(';').sort()
  if (signedHeaders.length > MAX_SIGNED_HEADERS) {
    return signatureFailure('incomplete', `SignedHeaders must not name more than ${MAX_SIGNED_HEADERS} headers.`)
  }
  if (!signedHeaders.includes('host')) {
    return signatureFailure('invalid-signature', "'Host' must be a 'SignedHeader' in the AWS Authorization.")
  }
  const parsed = readCredential(claim, signedHeaders, expiresSeconds)
  if (parsed.failure === undefined && parsed.service === 's3') return checkAmzHeadersSigned(request, parsed) ?? parsed
  return parsed
}

/** A claim to be for S3 is checked by {@link checkScope}; until then it chooses the words. */
function checkDate(
  { amzDate, credential }: SignatureClaim,
  expiresSeconds: number | undefined,
  options: { now: Date; skewSeconds: number },
): SignatureFailure | undefined {
  return credential.split('/', 4)[3] === 's3'
    ? checkS3SignatureDate(amzDate, expiresSeconds, options.now)
    : checkSignatureDate(amzDate, expiresSeconds && Math.min(expiresSeconds, MAX_LIFE_ELSEWHERE_SECONDS), options)
}

function findClaim(request: WireRequest): SignatureClaim | SignatureFailure {
  const authorization = request.headers['authorization'] ?? ''
  if (request.query !== '') {
    const parameters = amzParameters(request.query)
    if (parameters.has('X-Amz-Algorithm')) {
      if (authorization === '') return claimInQuery(parameters)
      const message = "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."
      return signatureFailure('invalid-signature', message)
    }
  }
  if (authorization.startsWith('AWS4-')) return claimInHeader(request, authorization)
  return signatureFailure('missing', 'Request is missing Authentication Token')
}

function checkCompleteness(claim: SignatureClaim): SignatureFailure | undefined {
  const { algorithm, credential, signature, signedHeaders, amzDate } = claim
  if (algorithm !== '' && credential !== '' && signature !== '' && signedHeaders !== '' && amzDate !== '') {
    return undefined
  }
  const sentences = claim.form === 'header' ? missingInHeader(claim) : missingInQuery(claim)
  return signatureFailure('incomplete', [...sentences, claim.hint].join(' '))
}

function missingInHeader(claim: SignatureClaim): string[] {
  const parts = { Credential: claim.credential, Signature: claim.signature, SignedHeaders: claim.signedHeaders }
  const sentences = missingNames(parts).map(name => `Authorization header requires '${name}' parameter.`)
  if (claim.amzDate === '') {
    sentences.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
  }
  return sentences
}

function missingInQuery(claim: SignatureClaim): string[] {
  const parts = {
    'X-Amz-Algorithm': claim.algorithm,
    'X-Amz-Credential': claim.credential,
    'X-Amz-Signature': claim.signature,
    'X-Amz-SignedHeaders': claim.signedHeaders,
    'X-Amz-Date': claim.amzDate,
  }
  return missingNames(parts).map(name => `AWS query-string parameters must include '${name}'.`)
}

function missingNames(parts: Readonly<Record<string, string>>): string[] {
  return Object.keys(parts).filter(name => parts[name] === '')
}

function readExpires(text: string): number | SignatureFailure {
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (seconds >= 1 && seconds <= MAX_EXPIRES_SECONDS) return seconds
  const message = `X-Amz-Expires must be a number of seconds between 1 and ${MAX_EXPIRES_SECONDS}, not '${text}'.`
  return signatureFailure('incomplete', message)
}

function readCredential(
  claim: SignatureClaim,
  signedHeaders: readonly string[],
  expiresSeconds: number | undefined,
): ParsedSignature | SignatureFailure {
  const { form, algorithm, credential, signature, amzDate, sessionToken } = claim
  if (algorithm !== ALGORITHM) {
    const message = `Unsupported AWS 'algorithm': '${algorithm}' (only ${ALGORITHM} for now). ${claim.hint}`
    return signatureFailure('unsupported-algorithm', message)
  }
  const [accessKeyId, date, region, service, terminator, ...more] = credential.split('/')
  if (terminator === undefined || more.length > 0) {
    const shape = 'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term'
    return signatureFailure('malformed-credential', `${shape}, got '${credential}'`)
  }
  // A later element exists, so the earlier ones do.
  const scope = { accessKeyId: accessKeyId!, date: date!, region: region!, service: service!, terminator }
  return { form, ...scope, signedHeaders, signature, amzDate, sessionToken, expiresSeconds }
}

/** S3 alone insists on this; the stock agent adds `X-Amz-Content-Sha256` to some SSM calls without signing it. */
function checkAmzHeadersSigned(request: WireRequest, parsed: ParsedSignature): SignatureFailure | undefined {
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index]!.toLowerCase()
    if (name.startsWith('x-amz-') && !parsed.signedHeaders.includes(name)) {
      return signatureFailure('invalid-signature', 'There were headers present in the request which were not signed')
    }
  }
  return undefined
}

/** Is the signature meant for this service, here, and for the day it was made? Undefined when it is. */
export function checkScope(
  parsed: ParsedSignature,
  expected: { service: string; acceptsRegion(region: string): boolean },
): SignatureFailure | undefined {
  const signedOn = parsed.amzDate.slice(0, 8)
  const sentences: string[] = []
  if (!expected.acceptsRegion(parsed.region)) {
    sentences.push(`Credential should be scoped to a valid region, not '${parsed.region}'.`)
  }
  if (parsed.service !== expected.service) {
    sentences.push(`Credential should be scoped to correct service: '${expected.service}'.`)
  }
  if (parsed.terminator !== SCOPE_TERMINATOR) {
    const wanted = `Credential should be scoped with a valid terminator: '${SCOPE_TERMINATOR}'`
    sentences.push(`${wanted}, not '${parsed.terminator}'.`)
  }
  if (parsed.date !== signedOn) {
    const mismatch = 'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP'
    sentences.push(`${mismatch}: '${parsed.date}' != '${signedOn}', from '${parsed.amzDate}'.`)
  }
  return sentences.length === 0 ? undefined : signatureFailure('wrong-scope', sentences.join(' '))
}
