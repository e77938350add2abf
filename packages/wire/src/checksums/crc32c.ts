import type { RunningChecksum } from './algorithms.ts'

const REVERSED_POLYNOMIAL = 0x82f63b78
/** Bytes taken at once, each by a table of its own: three times as fast as one after the other. */
const SLICES = 8

const table = makeTable()

/** CRC-32C (Castagnoli). */
export class Crc32c implements RunningChecksum {
  #register = -1

  update(bytes: Uint8Array): void {
    let crc = this.#register
    let at = 0
    for (const end = bytes.length - SLICES; at <= end; at += SLICES) {
      crc =
        table[1792 + ((crc ^ bytes[at]!) & 0xff)]! ^
        table[1536 + (((crc >>> 8) ^ bytes[at + 1]!) & 0xff)]! ^
        table[1280 + (((crc >>> 16) ^ bytes[at + 2]!) & 0xff)]! ^
        table[1024 + ((crc >>> 24) ^ bytes[at + 3]!)]! ^
        table[768 + bytes[at + 4]!]! ^
        table[512 + bytes[at + 5]!]! ^
        table[256 + bytes[at + 6]!]! ^
        table[bytes[at + 7]!]!
    }
    for (; at < bytes.length; at++) crc = (crc >>> 8) ^ table[(crc ^ bytes[at]!) & 0xff]!
    this.#register = crc
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32BE(~this.#register)
    return bytes
  }
}

/** Table n (at 256 n) is what a byte does to the register with n zero bytes behind it. */
function makeTable(): Int32Array {
  const made = new Int32Array(256 * SLICES)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (REVERSED_POLYNOMIAL & -(crc & 1))
    made[byte] = crc
  }
  for (let index = 256; index < made.length; index++) {
    const before = made[index - 256]!
    made[index] = (before >>> 8) ^ made[before & 0xff]!
  }
  return made
}
