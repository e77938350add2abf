// Terminal bytes as JSON can carry them, and back without loss. Events are cut where messages are, so a character may
// be in two of them, and a host may send anything: each byte that is part of no whole UTF-8 character becomes one lone
// surrogate, U+DC80 to U+DCFF for bytes 80 to FF. No UTF-8 text holds such a surrogate, so the way back is certain.

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()
/** With the escapes themselves, when a text is split at them. */
const escapes = /([\udc80-\udcff])/u

/** Text that holds the bytes, whatever they are. */
export function bytesToText(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return escapeBytes(bytes)
  }
}

/** The bytes that {@link bytesToText} was given. */
export function textToBytes(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text)
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (const part of text.split(escapes)) {
    if (part.length === 1 && !part.isWellFormed()) bytes[length++] = part.charCodeAt(0) - 0xdc00
    else length += encoder.encodeInto(part, bytes.subarray(length)).written
  }
  return bytes.slice(0, length)
}

/** By hand: a decoder that has to begin anew after every wrong byte costs several times as much. */
function escapeBytes(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.length)
  let count = 0
  for (let place = 0; place < bytes.length;) {
    const length = characterLength(bytes, place)
    if (length === 0) units[count++] = 0xdc00 + bytes[place++]!
    else {
      let point = bytes[place]! & (length === 1 ? 0x7f : 0x7f >> length)
      for (let next = 1; next < length; next++) point = (point << 6) | (bytes[place + next]! & 0x3f)
      if (point > 0xffff) units[count++] = 0xd7c0 + (point >> 10)
      units[count++] = point > 0xffff ? 0xdc00 | (point & 0x3ff) : point
      place += length
    }
  }
  let text = ''
  for (let from = 0; from < count; from += 8192) {
    text += String.fromCharCode(...units.subarray(from, Math.min(from + 8192, count)))
  }
  return text
}

/** How many bytes the character that begins here has; 0 when none does. */
function characterLength(bytes: Uint8Array, place: number): number {
  const first = bytes[place]!
  if (first < 0x80) return 1
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
  if (place + length > bytes.length) return 0
  for (let next = 1; next < length; next++) if ((bytes[place + next]! & 0xc0) !== 0x80) return 0
  // Too long a form, a surrogate, beyond the last character.
  const second = bytes[place + 1]!
  if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0
  return length
}
