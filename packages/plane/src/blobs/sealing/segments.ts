// How the bytes of an object are sealed, wherever they are kept: in segments, so that a part is read and proven without
// the rest. Format version 1; `s` is the number of a segment, from 0:
//
//   offset        bytes        what
//   s * 65552     65536        segment s, encrypted; the last one has 0 to 65536 bytes
//   … + 65536     16           its tag; the last one's stands right behind its bytes
//
// There is always a last segment; only that of an empty object is empty. Nothing follows it, no header comes before.
// Every object has a random key of its own. AES-256-GCM with the nonce
//
//   0   7   zeros
//   7   4   s, big-endian
//   11  1   1 for the last segment, else 0
//
// (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár): a segment opens in its own place only, and only
// the last one as the last one. The associated data, `hostler object 1 <id>`, names version and object.
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'

export const segmentBytes = 64 * 1024
export const tagBytes = 16
export const sealedSegmentBytes = segmentBytes + tagBytes
const nonceBytes = 12
const algorithm = 'aes-256-gcm'

export function countSegments(sizeBytes: number): number {
  return Math.max(Math.ceil(sizeBytes / segmentBytes), 1)
}

/** Bytes of an object of so many bytes when it is sealed. */
export function sealedSizeOf(sizeBytes: number): number {
  return sizeBytes + countSegments(sizeBytes) * tagBytes
}

/** The segments of one object. */
export interface Segments {
  /** Ciphertext and tag. Each number is sealed once: a nonce must not come twice. */
  seal(number: number, isLast: boolean, plain: Uint8Array): readonly [Buffer, Buffer]
  /** The plain bytes, or undefined when these are not what `seal` made of that segment. */
  open(number: number, isLast: boolean, sealed: Uint8Array): Buffer | undefined
}

export function createSegments(id: string, key: KeyObject): Segments {
  const bound = Buffer.from(`hostler object 1 ${id}`)
  return {
    seal(number, isLast, plain) {
      const cipher = createCipheriv(algorithm, key, nonceOf(number, isLast)).setAAD(bound)
      const sealed = cipher.update(plain)
      cipher.final()
      return [sealed, cipher.getAuthTag()]
    },
    open(number, isLast, sealed) {
      const decipher = createDecipheriv(algorithm, key, nonceOf(number, isLast), { authTagLength: tagBytes })
        .setAAD(bound)
        .setAuthTag(sealed.subarray(-tagBytes))
      const plain = decipher.update(sealed.subarray(0, -tagBytes))
      try {
        decipher.final()
      } catch {
        return undefined
      }
      return plain
    },
  }
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(nonceBytes)
  // Throws behind 2^32 segments, which are 256 TiB.
  nonce.writeUInt32BE(number, 7)
  nonce[11] = isLast ? 1 : 0
  return nonce
}
