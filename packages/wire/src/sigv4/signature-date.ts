import { signatureFailure, type SignatureFailure } from './parsed-signature.ts'

const BASIC_FORMAT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/
// botocore writes its `Date` header with `-0000`.
const HTTP_DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC|[+-]0000)$/

/** Milliseconds since the epoch of an ISO-8601 basic date (YYYYMMDDTHHMMSSZ); undefined when it is none. */
export function parseAmzDate(text: string): number | undefined {
  const match = BASIC_FORMAT.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second] = match
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  return formatAmzDate(new Date(time)) === text ? time : undefined
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
  if (signedAt === undefined) {
    const message = `Date must be in ISO-8601 'basic format'. Got '${amzDate}'. See http://en.wikipedia.org/wiki/ISO_8601`
    return signatureFailure('incomplete', message)
  }
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

function amzDateAt(time: number): string {
  return formatAmzDate(new Date(time))
}

function period(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min.` : `${seconds} sec.`
}
