import { createHash, randomBytes } from 'node:crypto'

/** The id of the version that was put while versioning was not enabled. A key has at most one. */
export const nullVersion = 'null'

const form = /^[\w-]{32}$/
const sequenceBytes = 8

/**
 * An id of 32 characters that look random. It carries its version's place among those of its key: who reads page after
 * page of versions and deletes them as they come goes on behind a version that is gone.
 */
export function newVersionId(sequence: number): string {
  const salt = randomBytes(16)
  const place = Buffer.alloc(sequenceBytes)
  place.writeBigUInt64BE(BigInt(sequence))
  return Buffer.concat([salt, mixed(place, salt)]).toString('base64url')
}

/** Whether a version may have this id. */
export function isVersionId(text: string): boolean {
  return text === nullVersion || form.test(text)
}

/** The sequence that an id carries; undefined for `null` and for what no version is called. */
export function sequenceOf(versionId: string): number | undefined {
  if (!form.test(versionId)) return undefined
  const bytes = Buffer.from(versionId, 'base64url')
  const sequence = mixed(bytes.subarray(16), bytes.subarray(0, 16)).readBigUInt64BE()
  return sequence <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(sequence) : undefined
}

function mixed(place: Buffer, salt: Buffer): Buffer {
  const mask = createHash('sha256').update(salt).digest()
  return Buffer.from(place.map((byte, i) => byte ^ mask[i]!))
}
