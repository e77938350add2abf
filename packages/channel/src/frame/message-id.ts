// Message ids: UUIDs whose halves change places on the wire.

/** Sixteen bytes of `id` as they stand in a frame. Throws for text that is no UUID. */
export function writeMessageId(id: string, into: Uint8Array, offset: number): void {
  const digits = id.replaceAll('-', '')
  if (digits.length !== 32 || /[^0-9a-fA-F]/.test(digits)) throw new Error(`${id} is no message id`)
  for (let place = 0; place < 16; place++) {
    into[offset + ((place + 8) % 16)] = Number.parseInt(digits.slice(place * 2, place * 2 + 2), 16)
  }
}

/** The UUID in sixteen bytes of a frame, lower case with hyphens. */
export function readMessageId(from: Uint8Array, offset: number): string {
  let text = ''
  for (let place = 0; place < 16; place++) {
    if (place === 4 || place === 6 || place === 8 || place === 10) text += '-'
    text += hexOf[from[offset + ((place + 8) % 16)]!]
  }
  return text
}

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
