// What a request's path and query say, in either style of naming the bucket. Decodes once, as bytes, then as UTF-8.
import type { WireRequest } from '../protocol.ts'
import { decodeBytes, decodeQueryBytes, encodeBytes } from '../../sigv4/uri-encoding.ts'

/** The path with the bucket in front, still encoded; `/bucket/` is the bucket. */
export function pathOf({ path, bucket }: WireRequest): string {
  const whole = bucket === undefined ? path : `/${encodeBytes(bucket)}${path}`
  return /^\/[^/]+\/$/.test(whole) ? whole.slice(0, -1) : whole
}

/** Decoded parameters as bytes (latin1 characters); the first of a name counts, one without `=` is empty. */
export function queryOf({ query }: WireRequest): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  for (const part of query === '' ? [] : query.split('&')) {
    const equals = part.indexOf('=')
    const name = decodeQueryBytes(equals < 0 ? part : part.slice(0, equals))
    if (!parameters.has(name)) parameters.set(name, equals < 0 ? '' : decodeQueryBytes(part.slice(equals + 1)))
  }
  return parameters
}

/**
 * Decodes one part of a URI, a path or a copy source: every `%XX` once, `+` is a plus. Undefined where a `%` stands
 * alone or the bytes are no UTF-8.
 */
export function decodeUriText(text: string): string | undefined {
  return /%(?![0-9A-Fa-f]{2})/.test(text) ? undefined : utf8Text(decodeBytes(text))
}

/** Bytes (latin1 characters) as text, or undefined when they are no UTF-8. */
export function utf8Text(bytes: string): string | undefined {
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'))
  } catch {
    return undefined
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
