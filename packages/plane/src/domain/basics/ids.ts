import { randomBytes, randomInt } from 'node:crypto'
import { fromBase32, toBase32 } from './base32.ts'

/** A unique id of IAM's form: four-letter prefix and 17 characters of base32, e.g. `AROA…` for a role. */
export function newIamId(prefix: 'AIDA' | 'AROA' | 'AIPA' | 'AGPA' | 'ANPA'): string {
  return prefix + randomBase32(17)
}

/** Id of a permanent access key, `AKIA…`; 20 characters. */
export function newAccessKeyId(prefix: 'AKIA'): string {
  return prefix + randomBase32(16)
}

/** Id of temporary credentials, `ASIA…`; 20 characters. They are kept nowhere, so the id itself tells the account. */
export function newTemporaryKeyId(accountId: string): string {
  const bytes = randomBytes(10)
  bytes.writeUIntBE(Number(accountId), 0, 5)
  return `ASIA${toBase32(bytes)}`
}

/** The account that an `ASIA…` id was made for, whether or not it exists; undefined for any other text. */
export function accountOfTemporaryKeyId(id: string): string | undefined {
  const bytes = id.length === 20 && id.startsWith('ASIA') ? fromBase32(id.slice(4)) : undefined
  return bytes && String(bytes.readUIntBE(0, 5)).padStart(12, '0')
}

/** A secret access key: 40 characters of base64. */
export function newSecretAccessKey(): string {
  return randomBytes(30).toString('base64')
}

/** A resource id of EC2's form, e.g. `i-0123456789abcdef0`: prefix, dash, 17 hexadecimal digits. */
export function newResourceId(prefix: string): string {
  return `${prefix}-0${randomBytes(8).toString('hex')}`
}

/** A number that nothing else has, at least 1: for what is joined by id a million times over. */
export function newNumericId(): number {
  return 1 + randomInt(2 ** 26) * 2 ** 26 + randomInt(2 ** 26)
}

/** A twelve-digit account id that never starts with 0. */
export function newAccountId(): string {
  return String(randomInt(100_000, 1_000_000)) + String(randomInt(0, 1_000_000)).padStart(6, '0')
}

function randomBase32(length: number): string {
  return toBase32(randomBytes(Math.ceil((length * 5) / 8))).slice(0, length)
}
