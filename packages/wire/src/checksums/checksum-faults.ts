// S3's refusals around checksums.
import { AwsFault } from '../aws-fault.ts'
import { checksumHeader, type ChecksumAlgorithm, type ChecksumType } from './algorithms.ts'

function invalidRequest(message: string): AwsFault {
  return new AwsFault('InvalidRequest', 400, message)
}

/** The bytes are not those that were summed up. */
export function wrongChecksum(algorithm: ChecksumAlgorithm): AwsFault {
  return new AwsFault('BadDigest', 400, `The ${algorithm} you specified did not match the calculated checksum.`)
}

export function severalChecksums(): AwsFault {
  return invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.')
}

/** A text that is no value of its algorithm. */
export function invalidChecksum(algorithm: ChecksumAlgorithm): AwsFault {
  return invalidRequest(`Value for ${checksumHeader(algorithm)} header is invalid.`)
}

export function unsupportedAlgorithm(): AwsFault {
  return invalidRequest(
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: ' +
      '[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
  )
}

/** `x-amz-sdk-checksum-algorithm` promises what does not come. */
export function missingChecksum(): AwsFault {
  return invalidRequest(
    'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
  )
}

/** A type that the algorithm cannot have. */
export function impossibleType(algorithm: ChecksumAlgorithm, type: ChecksumType): AwsFault {
  return invalidRequest(
    `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  )
}
