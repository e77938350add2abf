// The key that signs session records: Ed25519, made from 32 secret bytes, so that it is the same after every start.
import { createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto'

export interface RecordKey {
  /** 32 hexadecimal digits of the public key's SHA-256. */
  readonly id: string
  /** SubjectPublicKeyInfo in PEM: what others verify with. */
  readonly publicKeyPem: string
  /** 128 hexadecimal digits. */
  sign(digest: Uint8Array): string
  isSigned(digest: Uint8Array, signature: Uint8Array): boolean
}

/** RFC 8410: what stands before the 32 bytes in PKCS #8. */
const pkcs8Start = Buffer.from('302e020100300506032b657004220420', 'hex')

/** @param seed 32 bytes that nobody else knows */
export function createRecordKey(seed: Uint8Array): RecordKey {
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Start, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey)
  return {
    id: hash('sha256', publicKey.export({ format: 'der', type: 'spki' }), 'hex').slice(0, 32),
    publicKeyPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    sign: digest => sign(null, digest, privateKey).toString('hex'),
    isSigned: (digest, signature) => verify(null, digest, publicKey, signature),
  }
}
