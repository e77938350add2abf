import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'

/** RSA 2048: private key as base64 of PKCS#1 DER, public key as base64 of SPKI DER (392 characters). */
export type KeyPair = { privateKey: string; publicKey: string }

/** A new key pair; takes some hundred milliseconds on another thread. */
export async function createKeyPair(): Promise<KeyPair> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicExponent: 65537,
    privateKeyEncoding: { type: 'pkcs1', format: 'der' },
    publicKeyEncoding: { type: 'spki', format: 'der' },
  })
  return { privateKey: privateKey.toString('base64'), publicKey: publicKey.toString('base64') }
}
