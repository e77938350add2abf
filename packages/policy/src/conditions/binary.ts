import { parsedComparison, type ComparisonFactory } from './comparison.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/**
 * Base64 in the one spelling that stands for its bytes, so that equal bytes are equal text: the bits of the last
 * character that belong to no byte are cleared. Undefined when it is not base64 with padding.
 */
export function canonicalBase64(text: string): string | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  const digits = text.replace(/=+$/, '')
  if (digits === '') return ''
  const unusedBits = text.length === digits.length ? 0 : (text.length - digits.length) * 2
  const last = alphabet.indexOf(digits.at(-1) ?? '')
  return digits.slice(0, -1) + (alphabet[(last >> unusedBits) << unusedBits] ?? '')
}

/** Both values base64, compared byte by byte. */
export const binaryEquals: ComparisonFactory = parsedComparison(canonicalBase64, canonicalBase64, (a, b) => a === b)
