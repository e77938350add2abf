import { randomBytes, randomInt } from 'node:crypto'

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A unique id of IAM's form: four-letter prefix and 17 characters of base32, e.g. `AROA…` for a role. */
export function newIamId(prefix: 'AIDA' | 'AROA' | 'AIPA' | 'AGPA' | 'ANPA'): string {
  return prefix + randomBase32(17)
}

/** An access key id: `AKIA…` is permanent, `ASIA…` temporary; 20 characters. */
export function newAccessKeyId(prefix: 'AKIA' | 'ASIA'): string {
  return prefix + randomBase32(16)
}

/** A secret access key: 40 characters of base64. */
export function newSecretAccessKey(): string {
  return randomBytes(30).toString('base64')
}

/** A resource id of EC2's form, e.g. `i-0123456789abcdef0`: prefix, dash, 17 hexadecimal digits. */
export function newResourceId(prefix: string): string {
  return `${prefix}-0${randomBytes(8).toString('hex')}`
}

/** A twelve-digit account id that never starts with 0. */
export function newAccountId(): string {
  return String(randomInt(100_000, 1_000_000)) + String(randomInt(0, 1_000_000)).padStart(6, '0')
}

function randomBase32(length: number): string {
  let text = ''
  for (const byte of randomBytes(length)) text += base32[byte & 31]
  return text
}
