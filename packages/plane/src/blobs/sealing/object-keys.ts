// The key of each object, sealed under one key of the plane, to be remembered beside the object's name. Bytes 0: the
// format version, 1; 1–12: a random nonce; 13–44: the key, encrypted; 45–60: the tag. AES-256-GCM; the associated data,
// `hostler object key 1 <id>`, names version and object. Base64.
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'

const version = 1
const keyBytes = 32
const nonceAt = 1
const keyAt = 13
const tagAt = keyAt + keyBytes
const sealedBytes = tagAt + 16
const algorithm = 'aes-256-gcm'

export interface ObjectKeys {
  /** A new one. */
  make(id: string): { readonly key: KeyObject; readonly sealedKey: string }
  /** Undefined for anything that `make` did not make for this id under this key. */
  open(id: string, sealedKey: string): KeyObject | undefined
}

/** @param wrappingKey 32 bytes */
export function createObjectKeys(wrappingKey: Buffer): ObjectKeys {
  const boundTo = (id: string) => Buffer.from(`hostler object key ${version} ${id}`)
  return {
    make(id) {
      const key = randomBytes(keyBytes)
      const nonce = randomBytes(keyAt - nonceAt)
      const cipher = createCipheriv(algorithm, wrappingKey, nonce).setAAD(boundTo(id))
      const sealed = [Buffer.of(version), nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]
      return { key: createSecretKey(key), sealedKey: Buffer.concat(sealed).toString('base64') }
    },
    open(id, sealedKey) {
      const bytes = Buffer.from(sealedKey, 'base64')
      if (bytes.length !== sealedBytes || bytes[0] !== version) return undefined
      const decipher = createDecipheriv(algorithm, wrappingKey, bytes.subarray(nonceAt, keyAt))
        .setAAD(boundTo(id))
        .setAuthTag(bytes.subarray(tagAt))
      const key = decipher.update(bytes.subarray(keyAt, tagAt))
      try {
        decipher.final()
      } catch {
        return undefined
      }
      return createSecretKey(key)
    },
  }
}
