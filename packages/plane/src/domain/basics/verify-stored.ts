import { createHash } from 'node:crypto'
import type { ObjectBytes, StoredBytes } from './object-bytes.ts'

/**
 * Reads all of it and throws BytesDamaged where it is not what was written, for the scrub.
 * @returns SHA-256 of the plain bytes, hexadecimal
 */
export async function verifyStored(bytes: ObjectBytes, stored: StoredBytes): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of bytes.read(stored, 0, stored.sizeBytes)) hash.update(piece)
  return hash.digest('hex')
}
