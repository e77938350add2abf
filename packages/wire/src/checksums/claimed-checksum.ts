// Which checksum a request gives its body: in a header, or announced for behind the body.
import { checksumHeader, findChecksumAlgorithm, parseChecksum, type ChecksumAlgorithm } from './algorithms.ts'
import { invalidChecksum, missingChecksum, severalChecksums, unsupportedAlgorithm } from './checksum-faults.ts'

/** `value` is undefined where it comes as a trailer. */
export interface ClaimedChecksum {
  readonly algorithm: ChecksumAlgorithm
  /** Base64. */
  readonly value: string | undefined
}

const PREFIX = 'x-amz-checksum-'
/** Headers with the prefix that are about checksums and are none. */
const OTHERS: ReadonlySet<string> = new Set(['algorithm', 'mode', 'type'].map(name => `${PREFIX}${name}`))

/**
 * The checksum of a request's body, or undefined without one; `headers` are those of `headersOf`. Not for
 * CompleteMultipartUpload, whose checksum is the object's. Throws `InvalidRequest` (400) for several, for values that
 * are none, for algorithms that are not served, and for a promise in `x-amz-sdk-checksum-algorithm` that nothing keeps.
 */
export function claimedChecksum(headers: Readonly<Record<string, string | undefined>>): ClaimedChecksum | undefined {
  const inHeaders = Object.keys(headers).filter(name => isChecksum(name) && headers[name] !== undefined)
  const trailers = (headers['x-amz-trailer'] ?? '').split(',').map(name => name.trim().toLowerCase())
  const names = [...inHeaders, ...trailers.filter(isChecksum)]
  if (names.length > 1) throw severalChecksums()
  const [name] = names
  if (name === undefined) {
    if (headers['x-amz-sdk-checksum-algorithm'] !== undefined) throw missingChecksum()
    return undefined
  }
  const algorithm = findChecksumAlgorithm(name.slice(PREFIX.length).toUpperCase())
  if (!algorithm) throw unsupportedAlgorithm()
  const value = inHeaders.length === 0 ? undefined : headers[checksumHeader(algorithm)]
  if (value !== undefined && !parseChecksum(algorithm, value)) throw invalidChecksum(algorithm)
  return { algorithm, value }
}

function isChecksum(name: string): boolean {
  return name.startsWith(PREFIX) && !OTHERS.has(name)
}
