import { signatureFailure, type SignatureFailure } from './parsed-signature.ts'
import { invalidDate, parseAmzDate } from './signature-date.ts'

/** How far clocks may be apart for S3, whatever other services are told. */
const SKEW_SECONDS = 900

/**
 * {@link checkSignatureDate} as S3 has it: fifteen minutes, sentences of its own, and times in the members of its
 * answer. Only clocks that disagree are `skewed`; a presigned URL too old or too early is a matter of permission.
 */
export function checkS3SignatureDate(
  amzDate: string,
  expiresSeconds: number | undefined,
  now: Date,
): SignatureFailure | undefined {
  const signedAt = parseAmzDate(amzDate)
  if (signedAt === undefined) return invalidDate(amzDate)
  const ageSeconds = (now.getTime() - signedAt) / 1000
  const ServerTime = isoSeconds(now.getTime())
  if (expiresSeconds === undefined) {
    if (Math.abs(ageSeconds) <= SKEW_SECONDS) return undefined
    const message = 'The difference between the request time and the current time is too large.'
    const members = { RequestTime: amzDate, ServerTime, MaxAllowedSkewMilliseconds: String(SKEW_SECONDS * 1000) }
    return { ...signatureFailure('expired-or-skewed', message), skewed: true, members }
  }
  if (ageSeconds > expiresSeconds) {
    const Expires = isoSeconds(signedAt + expiresSeconds * 1000)
    const members = { 'X-Amz-Expires': String(expiresSeconds), Expires, ServerTime }
    return { ...signatureFailure('expired-or-skewed', 'Request has expired'), members }
  }
  if (ageSeconds >= -SKEW_SECONDS) return undefined
  const members = { 'X-Amz-Date': amzDate, ServerTime }
  return { ...signatureFailure('expired-or-skewed', 'Request is not yet valid'), members }
}

function isoSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z')
}
