import type { RunningChecksum } from './algorithms.ts'

const REVERSED_POLYNOMIAL = { high: 0x9a6c9329, low: 0xac4bc9b5 }
const SLICES = 8

const { highs, lows } = makeTables()

/** CRC-64/NVME, in two halves of 32 bits: several times as fast as with big integers. */
export class Crc64Nvme implements RunningChecksum {
  #high = -1
  #low = -1

  update(bytes: Uint8Array): void {
    let high = this.#high
    let low = this.#low
    let at = 0
    for (const end = bytes.length - SLICES; at <= end; at += SLICES) {
      const a = 1792 + ((low ^ bytes[at]!) & 0xff)
      const b = 1536 + (((low >>> 8) ^ bytes[at + 1]!) & 0xff)
      const c = 1280 + (((low >>> 16) ^ bytes[at + 2]!) & 0xff)
      const d = 1024 + ((low >>> 24) ^ bytes[at + 3]!)
      const e = 768 + ((high ^ bytes[at + 4]!) & 0xff)
      const f = 512 + (((high >>> 8) ^ bytes[at + 5]!) & 0xff)
      const g = 256 + (((high >>> 16) ^ bytes[at + 6]!) & 0xff)
      const h = (high >>> 24) ^ bytes[at + 7]!
      high = highs[a]! ^ highs[b]! ^ highs[c]! ^ highs[d]! ^ highs[e]! ^ highs[f]! ^ highs[g]! ^ highs[h]!
      low = lows[a]! ^ lows[b]! ^ lows[c]! ^ lows[d]! ^ lows[e]! ^ lows[f]! ^ lows[g]! ^ lows[h]!
    }
    for (; at < bytes.length; at++) {
      const index = (low ^ bytes[at]!) & 0xff
      low = ((low >>> 8) | (high << 24)) ^ lows[index]!
      high = (high >>> 8) ^ highs[index]!
    }
    this.#high = high
    this.#low = low
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(8)
    bytes.writeInt32BE(~this.#high, 0)
    bytes.writeInt32BE(~this.#low, 4)
    return bytes
  }
}

/** As for CRC-32C: table n is what a byte does with n zero bytes behind it. */
function makeTables(): { readonly highs: Int32Array; readonly lows: Int32Array } {
  const high = new Int32Array(256 * SLICES)
  const low = new Int32Array(256 * SLICES)
  for (let byte = 0; byte < 256; byte++) {
    low[byte] = byte
    for (let bit = 0; bit < 8; bit++) {
      const overflow = -(low[byte]! & 1)
      low[byte] = ((low[byte]! >>> 1) | (high[byte]! << 31)) ^ (REVERSED_POLYNOMIAL.low & overflow)
      high[byte] = (high[byte]! >>> 1) ^ (REVERSED_POLYNOMIAL.high & overflow)
    }
  }
  for (let index = 256; index < low.length; index++) {
    const before = low[index - 256]!
    low[index] = ((before >>> 8) | (high[index - 256]! << 24)) ^ low[before & 0xff]!
    high[index] = (high[index - 256]! >>> 8) ^ high[before & 0xff]!
  }
  return { highs: high, lows: low }
}
