import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const nonceBytes = 12
const tagBytes = 16

/** Encrypts and authenticates text (AES-256-GCM) for storage at rest or in a caller's hands. */
export interface Sealing {
  /** Base64 of nonce, ciphertext and tag. `bound` must be given again to open it. */
  seal(text: string, bound?: string): string
  /** The text, or undefined for anything that `seal` did not make. */
  open(sealed: string, bound?: string): string | undefined
}

/** @param key 32 bytes */
export function createSealing(key: Buffer): Sealing {
  return {
    seal(text, bound = '') {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(bound))
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64')
    },
    open(sealed, bound = '') {
      const bytes = Buffer.from(sealed, 'base64')
      // Buffer skips what is no base64: one text would have endless spellings, and each would be remembered.
      if (bytes.length < nonceBytes + tagBytes || bytes.toString('base64') !== sealed) return undefined
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
          .setAAD(Buffer.from(bound))
          .setAuthTag(bytes.subarray(-tagBytes))
        return decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8')
      } catch {
        return undefined
      }
    },
  }
}
