import { signatureFailure, type SignatureFailure } from './parsed-signature.ts'

// botocore writes its `Date` header with `-0000`.
const HTTP_DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC|[+-]0000)$/

/**
 * Milliseconds since the epoch of an ISO-8601 basic date (YYYYMMDDTHHMMSSZ); undefined when it is none.
 * By hand, without a regular expression: it runs for every request.
 */
export function parseAmzDate(text: string): number | undefined {
  if (text.length !== 16 || text.charAt(8) !== 'T' || text.charAt(15) !== 'Z') return undefined
  const year = digits(text, 0, 4)
  const month = digits(text, 4, 6)
  const day = digits(text, 6, 8)
  const hour = digits(text, 9, 11)
  const minute = digits(text, 11, 13)
  const second = digits(text, 13, 15)
  // NaN, for what is no digit, is in no range. Date.UTC takes years below 100 for others.
  if (!(year >= 100 && month >= 1 && month <= 12 && hour < 24 && minute < 60 && second < 60)) return undefined
  const time = Date.UTC(year, month - 1, day, hour, minute, second)
  return new Date(time).getUTCDate() === day ? time : undefined
}

function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let index = from; index < to; index++) {
    const digit = text.charCodeAt(index) - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/** YYYYMMDDTHHMMSSZ, fractions of a second dropped. */
export function formatAmzDate(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
}

/** A `Date` header in the form of HTTP as ISO-8601 basic; any other text unchanged. */
export function amzDateFromHttpDate(text: string): string {
  if (!HTTP_DATE.test(text)) return text
  const time = Date.parse(text)
  return Number.isNaN(time) ? text : formatAmzDate(new Date(time))
}

/**
 * Is a signature of `amzDate` acceptable at `now`? Without `expiresSeconds` it lives as long as clocks may disagree,
 * with it exactly that long; neither may lie in the future by more than the skew.
 */
export function checkSignatureDate(
  amzDate: string,
  expiresSeconds: number | undefined,
  options: { now: Date; skewSeconds: number },
): SignatureFailure | undefined {
  const signedAt = parseAmzDate(amzDate)
  if (signedAt === undefined) return invalidDate(amzDate)
  const now = options.now.getTime()
  const lifeSeconds = expiresSeconds ?? options.skewSeconds
  if (now - signedAt > lifeSeconds * 1000) {
    const border = `${amzDateAt(now - lifeSeconds * 1000)} (${amzDateAt(now)} - ${period(lifeSeconds)})`
    const failure = signatureFailure('expired-or-skewed', `Signature expired: ${amzDate} is now earlier than ${border}`)
    return expiresSeconds === undefined ? { ...failure, skewed: true } : failure
  }
  if (signedAt - now > options.skewSeconds * 1000) {
    const border = `${amzDateAt(now + options.skewSeconds * 1000)} (${amzDateAt(now)} + ${period(options.skewSeconds)})`
    const message = `Signature not yet current: ${amzDate} is still later than ${border}`
    return { ...signatureFailure('expired-or-skewed', message), skewed: true }
  }
  return undefined
}

/** The refusal of a text that is no date. */
export function invalidDate(text: string): SignatureFailure {
  const message = `Date must be in ISO-8601 'basic format'. Got '${text}'. See http://en.wikipedia.org/wiki/ISO_8601`
  return signatureFailure('incomplete', message)
}

function amzDateAt(time: number): string {
  return formatAmzDate(new Date(time))
}

function period(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min.` : `${seconds} sec.`
}
