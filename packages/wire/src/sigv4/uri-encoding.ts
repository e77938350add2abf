// Percent-encoding as SigV4 wants it (RFC 3986, upper-case, only unreserved characters bare).
// Texts are bytes as latin1 characters, as node:http hands over a request target; nothing here throws.

const UNRESERVED = /^[A-Za-z0-9\-._~]*$/

const ENCODED = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  return UNRESERVED.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
})

/** Encodes every byte that is not unreserved, `%` and `/` included. */
export function encodeBytes(bytes: string): string {
  if (UNRESERVED.test(bytes)) return bytes
  let encoded = ''
  for (let index = 0; index < bytes.length; index++) encoded += ENCODED[bytes.charCodeAt(index) & 0xff]
  return encoded
}

/** Decodes `%XX`; a `%` without two hex digits stays what it is. */
export function decodeBytes(text: string): string {
  if (!text.includes('%')) return text
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** {@link decodeBytes} for a query, where `+` is a blank, as the readers of queries and AWS itself take it. */
export function decodeQueryBytes(text: string): string {
  return decodeBytes(text.includes('+') ? text.replaceAll('+', ' ') : text)
}

/** The one spelling of a text that may arrive encoded in several ways. */
export function recodeBytes(text: string): string {
  return UNRESERVED.test(text) ? text : encodeBytes(decodeBytes(text))
}

/** {@link recodeBytes} for a part of a query. */
export function recodeQueryBytes(text: string): string {
  return UNRESERVED.test(text) ? text : encodeBytes(decodeQueryBytes(text))
}
