// The checksums that S3 keeps with objects: which there are, how they run over a stream, and what a multipart upload
// may have of each.
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { Crc32c } from './crc32c.ts'
import { Crc64Nvme } from './crc64-nvme.ts'

export type ChecksumAlgorithm = keyof typeof facts

/** `COMPOSITE`: of the parts' checksums, with their number. `FULL_OBJECT`: of the bytes. */
export type ChecksumType = 'COMPOSITE' | 'FULL_OBJECT'

/** A checksum that grows with the bytes it sees. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void
  /** Big-endian; call it once, in the end. */
  digest(): Buffer
}

interface AlgorithmFacts {
  readonly digestBytes: number
  /** Of multipart uploads; the first is the default. */
  readonly types: readonly ChecksumType[]
  create(): RunningChecksum
}

const facts = {
  CRC32: { digestBytes: 4, types: ['COMPOSITE', 'FULL_OBJECT'], create: () => new Crc32() },
  CRC32C: { digestBytes: 4, types: ['COMPOSITE', 'FULL_OBJECT'], create: () => new Crc32c() },
  CRC64NVME: { digestBytes: 8, types: ['FULL_OBJECT'], create: () => new Crc64Nvme() },
  MD5: { digestBytes: 16, types: ['COMPOSITE'], create: () => hashOf('md5') },
  SHA1: { digestBytes: 20, types: ['COMPOSITE'], create: () => hashOf('sha1') },
  SHA256: { digestBytes: 32, types: ['COMPOSITE'], create: () => hashOf('sha256') },
  SHA512: { digestBytes: 64, types: ['COMPOSITE'], create: () => hashOf('sha512') },
} as const satisfies Record<string, AlgorithmFacts>

/** All of them. */
export const checksumAlgorithms = Object.keys(facts) as readonly ChecksumAlgorithm[]

/** The algorithm of a name as S3 spells it (`CRC32`); undefined for others, those of S3 that are not served included. */
export function findChecksumAlgorithm(name: string): ChecksumAlgorithm | undefined {
  return checksumAlgorithms.find(algorithm => algorithm === name)
}

/** Starts a checksum. */
export function createChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  return facts[algorithm].create()
}

/** What multipart uploads may have of an algorithm; the first is the default. */
export function checksumTypes(algorithm: ChecksumAlgorithm): readonly ChecksumType[] {
  return facts[algorithm].types
}

/** Header and trailer that carry a value in base64. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`
}

/** The bytes of a value in base64, or undefined when it is none of this algorithm. */
export function parseChecksum(algorithm: ChecksumAlgorithm, value: string): Buffer | undefined {
  const bytes = Buffer.from(value, 'base64')
  return bytes.length === facts[algorithm].digestBytes && bytes.toString('base64') === value ? bytes : undefined
}

/** Node's own is several times as fast as any in JavaScript. */
class Crc32 implements RunningChecksum {
  #value = 0

  update(bytes: Uint8Array): void {
    this.#value = crc32(bytes, this.#value)
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(this.#value)
    return bytes
  }
}

function hashOf(name: string): RunningChecksum {
  const running = createHash(name)
  return {
    update: bytes => void running.update(bytes),
    digest: () => running.digest(),
  }
}
