// Terminal bytes as JSON can carry them, and back without loss. Events are cut where messages are, so a character may
// be in two of them, and a host may send anything: each byte that is part of no whole UTF-8 character becomes one lone
// surrogate, U+DC80 to U+DCFF for bytes 80 to FF. No UTF-8 text holds such a surrogate, so the way back is certain.

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()
const escapes = /[\udc80-\udcff]/u

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
  const parts: number[] = []
  for (const character of text) {
    if (escapes.test(character)) parts.push(character.charCodeAt(0) - 0xdc00)
    else for (const byte of encoder.encode(character)) parts.push(byte)
  }
  return Uint8Array.from(parts)
}

function escapeBytes(bytes: Uint8Array): string {
  let text = ''
  for (let place = 0; place < bytes.length;) {
    const length = characterLength(bytes, place)
    text +=
      length > 0 ? strict.decode(bytes.subarray(place, place + length)) : String.fromCharCode(0xdc00 + bytes[place]!)
    place += Math.max(length, 1)
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
