// Reed-Solomon codes over GF(256) with the polynomial of QR codes.

const exponents = new Uint8Array(255)
const logarithms = new Uint8Array(256)
for (let power = 0, value = 1; power < 255; power++) {
  exponents[power] = value
  logarithms[value] = power
  value = (value << 1) ^ (value & 0x80 ? 0x11d : 0)
}

function multiply(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : exponents[(logarithms[a]! + logarithms[b]!) % 255]!
}

/** The check bytes of some data: the remainder of its division by the polynomial with roots 1, 2, 4, …. */
export function checkBytes(data: Uint8Array, count: number): Uint8Array {
  const divisor = generator(count)
  const remainder = new Uint8Array(count)
  for (const byte of data) {
    const factor = byte ^ remainder[0]!
    remainder.copyWithin(0, 1)
    remainder[count - 1] = 0
    for (let index = 0; index < count; index++) remainder[index]! ^= multiply(divisor[index]!, factor)
  }
  return remainder
}

/** Coefficients from the second highest power down; the highest is 1. */
function generator(count: number): Uint8Array {
  const coefficients = new Uint8Array(count)
  coefficients[count - 1] = 1
  for (let root = 0; root < count; root++) {
    for (let index = 0; index < count; index++) {
      const next = coefficients[index + 1] ?? 0
      coefficients[index] = multiply(coefficients[index]!, exponents[root]!) ^ next
    }
  }
  return coefficients
}
