// The CRC of bytes one after the other, out of the CRCs of both: polynomials over GF(2), lowest coefficient in the
// highest bit, as the registers of these CRCs hold them. Appending n bytes multiplies by x^8n.
import type { ChecksumAlgorithm } from './algorithms.ts'

/** CRCs alone can be combined. */
export type CombinableAlgorithm = Extract<ChecksumAlgorithm, `CRC${string}`>

/** A polynomial below x^64 in two halves; of 32-bit CRCs in the lower one. */
interface Polynomial {
  readonly high: number
  readonly low: number
}

interface Field {
  readonly bits: 32 | 64
  /** What x^bits is, modulo the CRC's polynomial. */
  readonly reduction: Polynomial
}

const fields: Readonly<Record<CombinableAlgorithm, Field>> = {
  CRC32: { bits: 32, reduction: { high: 0, low: 0xedb88320 } },
  CRC32C: { bits: 32, reduction: { high: 0, low: 0x82f63b78 } },
  CRC64NVME: { bits: 64, reduction: { high: 0x9a6c9329, low: 0xac4bc9b5 } },
}

/** The CRC of all parts together, each with its CRC (big-endian) and its length, in their order. */
export function combineCrcs(
  algorithm: CombinableAlgorithm,
  parts: ReadonlyArray<{ readonly digest: Uint8Array; readonly sizeBytes: number }>,
): Buffer {
  const field = fields[algorithm]
  let sum: Polynomial = { high: 0, low: 0 }
  for (const { digest, sizeBytes } of parts) {
    const { high, low } = multiply(field, sum, shiftBy(algorithm, sizeBytes))
    const next = read(digest)
    sum = { high: high ^ next.high, low: low ^ next.low }
  }
  const bytes = Buffer.alloc(8)
  bytes.writeInt32BE(sum.high | 0, 0)
  bytes.writeInt32BE(sum.low | 0, 4)
  return bytes.subarray(8 - field.bits / 8)
}

function read(digest: Uint8Array): Polynomial {
  const bytes = Buffer.concat([Buffer.alloc(8 - digest.length), digest])
  return { high: bytes.readInt32BE(0), low: bytes.readInt32BE(4) }
}

/** x^8n out of the powers x^8, x^16, x^32, … */
function shiftBy(algorithm: CombinableAlgorithm, sizeBytes: number): Polynomial {
  const field = fields[algorithm]
  const powers = (powersOf[algorithm] ??= [byteShift(field)])
  let product = one(field)
  for (let left = sizeBytes, index = 0; left > 0; left = Math.floor(left / 2), index++) {
    if (powers.length === index) powers.push(multiply(field, powers[index - 1]!, powers[index - 1]!))
    if (left % 2 === 1) product = multiply(field, product, powers[index]!)
  }
  return product
}

const powersOf: Partial<Record<CombinableAlgorithm, Polynomial[]>> = {}

function one({ bits }: Field): Polynomial {
  return bits === 64 ? { high: 1 << 31, low: 0 } : { high: 0, low: 1 << 31 }
}

function byteShift(field: Field): Polynomial {
  let product = one(field)
  for (let times = 0; times < 8; times++) product = timesX(field, product)
  return product
}

/** Shift and add, for every coefficient of `a` from the lowest. */
function multiply(field: Field, a: Polynomial, b: Polynomial): Polynomial {
  let high = 0
  let low = 0
  let shifted = b
  for (let bit = 64 - field.bits; bit < 64; bit++) {
    const coefficient = bit < 32 ? (a.high >>> (31 - bit)) & 1 : (a.low >>> (63 - bit)) & 1
    if (coefficient === 1) {
      high ^= shifted.high
      low ^= shifted.low
    }
    shifted = timesX(field, shifted)
  }
  return { high, low }
}

function timesX({ reduction }: Field, { high, low }: Polynomial): Polynomial {
  const overflow = -(low & 1)
  return {
    high: (high >>> 1) ^ (reduction.high & overflow),
    low: ((low >>> 1) | (high << 31)) ^ (reduction.low & overflow),
  }
}
