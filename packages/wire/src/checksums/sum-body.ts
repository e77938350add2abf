import { createChecksum, checksumHeader, parseChecksum, type ChecksumAlgorithm } from './algorithms.ts'
import { invalidChecksum, wrongChecksum } from './checksum-faults.ts'
import type { ClaimedChecksum } from './claimed-checksum.ts'

/** A body on its way, and its checksum when it has passed. */
export interface SummedBody {
  readonly bytes: AsyncGenerator<Buffer, void, undefined>
  /** Raw bytes; throws before the body has ended well. */
  digest(): Buffer
}

/**
 * Passes a body and sums it up. A claimed value, in the header or among `trailers` once the body has ended, must be the
 * computed one: else `BadDigest` (400) in the end, `InvalidRequest` for a trailer that is no value. What was given out
 * is void then.
 */
export function sumBody(
  source: AsyncIterable<Buffer>,
  algorithm: ChecksumAlgorithm,
  claim?: { readonly checksum: ClaimedChecksum; readonly trailers: ReadonlyMap<string, string> },
): SummedBody {
  let digest: Buffer | undefined
  return {
    bytes: pass(),
    digest() {
      if (!digest) throw new Error('a checksum was asked for before its body had ended')
      return digest
    },
  }

  async function* pass(): AsyncGenerator<Buffer, void, undefined> {
    const running = createChecksum(algorithm)
    for await (const piece of source) {
      running.update(piece)
      yield piece
    }
    const computed = running.digest()
    if (claim && !claimedBytes(algorithm, claim).equals(computed)) throw wrongChecksum(algorithm)
    digest = computed
  }
}

function claimedBytes(
  algorithm: ChecksumAlgorithm,
  { checksum, trailers }: { readonly checksum: ClaimedChecksum; readonly trailers: ReadonlyMap<string, string> },
): Buffer {
  const value = checksum.value ?? trailers.get(checksumHeader(algorithm)) ?? ''
  const bytes = parseChecksum(algorithm, value)
  if (!bytes) throw invalidChecksum(algorithm)
  return bytes
}
