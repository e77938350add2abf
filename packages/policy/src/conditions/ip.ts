import { parsedComparison, type ComparisonFactory } from './comparison.ts'

/** Sixteen-bit groups: two of an IPv4 address, eight of an IPv6 address. */
type Groups = readonly number[]

interface AddressRange {
  readonly groups: Groups
  readonly prefixBits: number
}

/**
 * The address's groups. `::ffff:10.0.0.1`, as sockets that serve both families report IPv4 peers, is the IPv4 address.
 */
export function parseAddress(text: string): Groups | undefined {
  const groups = parseGroups(text)
  return groups !== undefined && isMappedIpv4(groups) ? groups.slice(6) : groups
}

/** `10.0.0.0/8`, `2001:db8::/32`, or a bare address, which is a range of one. */
export function parseRange(text: string): AddressRange | undefined {
  const slash = text.indexOf('/')
  const groups = parseGroups(slash < 0 ? text : text.slice(0, slash))
  if (groups === undefined) return undefined
  const width = groups.length * 16
  const prefixText = slash < 0 ? String(width) : text.slice(slash + 1)
  const prefixBits = Number(prefixText)
  if (!/^\d{1,3}$/.test(prefixText) || prefixBits > width) return undefined
  if (isMappedIpv4(groups) && prefixBits >= 96) return { groups: groups.slice(6), prefixBits: prefixBits - 96 }
  return { groups, prefixBits }
}

/** Address inside range; an IPv4 range never holds an IPv6 address, nor the other way round. */
export const ipAddress: ComparisonFactory = parsedComparison(parseAddress, parseRange, isInside)

function isInside(address: Groups, { groups, prefixBits }: AddressRange): boolean {
  if (address.length !== groups.length) return false
  return groups.every((group, index) => {
    const bits = Math.min(Math.max(prefixBits - index * 16, 0), 16)
    return group >> (16 - bits) === (address[index] ?? 0) >> (16 - bits)
  })
}

function isMappedIpv4(groups: Groups): boolean {
  return groups.length === 8 && groups[5] === 0xffff && groups.slice(0, 5).every(group => group === 0)
}

function parseGroups(text: string): Groups | undefined {
  if (text.length > 45) return undefined
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

function parseIpv4(text: string): Groups | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (match === null) return undefined
  const [a = 0, b = 0, c = 0, d = 0] = match.slice(1).map(Number)
  return Math.max(a, b, c, d) > 255 ? undefined : [a * 256 + b, c * 256 + d]
}

function parseIpv6(text: string): Groups | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseHextets(halves[0] ?? '', halves.length === 1)
  const tail = parseHextets(halves[1] ?? '', true)
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1) return missing === 0 ? head : undefined
  return missing < 1 ? undefined : [...head, ...Array.from({ length: missing }, () => 0), ...tail]
}

/** Colon-separated groups; the last may be an IPv4 address where the text ends (`64:ff9b::10.0.0.1`). */
function parseHextets(text: string, mayEndInIpv4: boolean): Groups | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (mayEndInIpv4 && index === parts.length - 1 && part.includes('.')) {
      const embedded = parseIpv4(part)
      if (embedded === undefined) return undefined
      groups.push(...embedded)
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined
      groups.push(Number.parseInt(part, 16))
    }
  }
  return groups
}
