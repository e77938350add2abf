const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 base32 without padding: how authenticator programs take their seeds. */
export function toBase32(bytes: Uint8Array): string {
  let text = ''
  let held = 0
  let heldBits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    heldBits += 8
    while (heldBits >= 5) {
      heldBits -= 5
      text += alphabet[(held >>> heldBits) & 31]
    }
    held &= (1 << heldBits) - 1
  }
  return heldBits === 0 ? text : text + alphabet[(held << (5 - heldBits)) & 31]
}

/** The bytes of base32 text; undefined for a character that it has not. Bits that fill no byte are left out. */
export function fromBase32(text: string): Buffer | undefined {
  const bytes: number[] = []
  let held = 0
  let heldBits = 0
  for (const char of text) {
    const value = alphabet.indexOf(char)
    if (value < 0) return undefined
    held = (held << 5) | value
    heldBits += 5
    if (heldBits >= 8) {
      heldBits -= 8
      bytes.push((held >>> heldBits) & 255)
    }
    held &= (1 << heldBits) - 1
  }
  return Buffer.from(bytes)
}
