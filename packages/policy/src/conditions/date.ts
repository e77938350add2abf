import { orders, parsedComparison, type ComparisonFactory, type Order } from './comparison.ts'

const isoPattern =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[Tt](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2}))?)?)?$/
const epochPattern = /^-?\d{1,18}(\.\d{1,9})?$/

/**
 * Milliseconds since 1970. Accepts the W3C profile of ISO 8601 (`YYYY` … `YYYY-MM-DDThh:mm:ss.sTZD`, a time needs its
 * zone) and epoch seconds. Four digits alone are a year.
 */
export function parseDate(text: string): number | undefined {
  const iso = isoPattern.exec(text)
  if (iso === null) return epochPattern.test(text) ? Number(text) * 1000 : undefined
  const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0', fraction = '0', zone = 'Z'] = iso
  const offset = zoneMinutes(zone)
  if (offset === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const date = new Date(0)
  const midnight = date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  // The date object rolls 31 April over into May; a policy that says so is wrong, not a day later.
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined
  return midnight + ((Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second) + Number(fraction)) * 1000
}

function zoneMinutes(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(4))
  if (hours > 23 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

/** Comparison by order of both values. */
export function dateComparison(order: Order): ComparisonFactory {
  return parsedComparison(parseDate, parseDate, orders[order])
}
