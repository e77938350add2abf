import { createChecksum, type ChecksumAlgorithm, type ChecksumType } from './algorithms.ts'
import { combineCrcs, type CombinableAlgorithm } from './combine-crcs.ts'

/** A part of a multipart upload. */
export interface PartChecksum {
  /** Raw bytes of its checksum. */
  readonly digest: Uint8Array
  readonly sizeBytes: number
}

/**
 * The checksum of an object out of those of its parts, in their order, without reading it again: `<base64>-<parts>` of
 * type `COMPOSITE`, base64 of type `FULL_OBJECT`. The second is possible for CRCs alone and throws for others.
 */
export function checksumOfParts(
  algorithm: ChecksumAlgorithm,
  type: ChecksumType,
  parts: readonly PartChecksum[],
): string {
  if (type === 'FULL_OBJECT') {
    if (!isCombinable(algorithm)) throw new Error(`${algorithm} of parts do not make one of their object`)
    return combineCrcs(algorithm, parts).toString('base64')
  }
  const running = createChecksum(algorithm)
  for (const { digest } of parts) running.update(digest)
  return `${running.digest().toString('base64')}-${parts.length}`
}

function isCombinable(algorithm: ChecksumAlgorithm): algorithm is CombinableAlgorithm {
  return algorithm.startsWith('CRC')
}
