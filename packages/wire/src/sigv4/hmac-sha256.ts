// HMAC-SHA256 (RFC 2104) from two one-shot hashes over key blocks that are padded once per key.
// `createHmac` sets up a stream and an OpenSSL context per call, which costs more than all the rest of a verification.
import { hash } from 'node:crypto'

const BLOCK_BYTES = 64
const DIGEST_BYTES = 32

/** A key ready for use. */
export interface HmacKey {
  /** One block: the key XOR 0x36. */
  readonly inner: Buffer
  /** One block, the key XOR 0x5c, and room for the inner digest: overwritten by every use. */
  readonly outer: Buffer
}

export function prepareHmacKey(key: Buffer): HmacKey {
  const block = Buffer.alloc(BLOCK_BYTES)
  block.set(key.length > BLOCK_BYTES ? hash('sha256', key, 'buffer') : key)
  const inner = Buffer.alloc(BLOCK_BYTES)
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES)
  for (const [index, byte] of block.entries()) {
    inner[index] = byte ^ 0x36
    outer[index] = byte ^ 0x5c
  }
  return { inner, outer }
}

const scratch = Buffer.alloc(4096)

/** HMAC of `message`, whose characters are bytes (latin1). */
export function hmacSha256(key: HmacKey, message: string, encoding: 'hex'): string
export function hmacSha256(key: HmacKey, message: string, encoding: 'buffer'): Buffer
export function hmacSha256(key: HmacKey, message: string, encoding: 'hex' | 'buffer'): string | Buffer {
  const lengthBytes = BLOCK_BYTES + message.length
  const block = lengthBytes <= scratch.length ? scratch : Buffer.alloc(lengthBytes)
  block.set(key.inner)
  block.write(message, BLOCK_BYTES, 'latin1')
  key.outer.write(hash('sha256', block.subarray(0, lengthBytes), 'binary'), BLOCK_BYTES, 'latin1')
  return hash('sha256', key.outer, encoding)
}
