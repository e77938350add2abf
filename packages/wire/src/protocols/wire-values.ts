// Texts of scalars that several protocols share. Parsers return undefined for what is no such value; each protocol
// words its own refusal.

const isoTime =
  /^(?<date>\d{4}-\d\d-\d\d)(?:T(?<minutes>\d\d:\d\d)(?::(?<seconds>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?(?<zone>Z|[+-]\d\d(?::?\d\d)?)?)?$/i

/** Reads an ISO 8601 date or time; without an offset it is UTC. */
export function parseIsoTime(text: string): Date | undefined {
  const parts = isoTime.exec(text)?.groups
  if (!parts) return undefined
  const { date, minutes = '00:00', seconds = '00', fraction = '', zone = 'Z' } = parts
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3)
  const offset = /^z$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`
  return validDate(Date.parse(`${date}T${minutes}:${seconds}.${milliseconds}${offset}`))
}

const httpDate =
  /^(?:[a-z]{3}, (?<d1>\d\d) (?<m1>[a-z]{3}) (?<y1>\d{4})|[a-z]{6,9}, (?<d2>\d\d)-(?<m2>[a-z]{3})-(?<y2>\d\d)) (?<t>\d\d:\d\d:\d\d)(?:\.\d{1,9})? GMT$|^[a-z]{3} (?<m3>[a-z]{3}) (?<d3>[ \d]\d) (?<t3>\d\d:\d\d:\d\d) (?<y3>\d{4})$/i

/** Reads a date of HTTP in each of its three forms; always UTC. */
export function parseHttpDate(text: string): Date | undefined {
  const parts = httpDate.exec(text)?.groups
  if (!parts) return undefined
  const { d1, m1, y1, d2, m2, y2, d3, m3, y3, t, t3 } = parts
  // Two digits of a year are the century before from 70 on, as in every other reader of old dates.
  const year = y1 ?? y3 ?? (Number(y2) < 70 ? `20${y2}` : `19${y2}`)
  return validDate(Date.parse(`${d1 ?? d2 ?? d3} ${m1 ?? m2 ?? m3} ${year} ${t ?? t3} GMT`))
}

/** Reads seconds since 1970, with fraction. */
export function parseEpochSeconds(seconds: number): Date | undefined {
  return validDate(Math.round(seconds * 1000))
}

function validDate(milliseconds: number): Date | undefined {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? undefined : date
}

/** Reads padded standard base64. */
export function parseBase64(text: string): Buffer | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  return Buffer.from(text, 'base64')
}

/** Keeps a whole number inside what its shape can hold, so that range constraints see it instead of a parser. */
export function clampInteger(type: 'integer' | 'long', value: number): number {
  const limit = type === 'integer' ? 2 ** 31 : Number.MAX_SAFE_INTEGER + 1
  return Math.min(Math.max(Math.trunc(value), -limit), limit - 1) + 0
}

const specialNumbers: ReadonlyMap<string, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
])

/** The three numbers that JSON and XML can only spell as text. */
export function parseSpecialNumber(text: string): number | undefined {
  return specialNumbers.get(text)
}
