// S3's refusals of bodies that are not what the request said of them. Sentences that S3 does not publish are ours.
import { AwsFault } from '../aws-fault.ts'

/** Too few bytes, or more than announced. */
export function incompleteBody(): AwsFault {
  return new AwsFault(
    'IncompleteBody',
    400,
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  )
}

/** Bytes where a chunk's frame belongs. */
export function malformedChunk(): AwsFault {
  return new AwsFault('InvalidRequest', 400, 'The body of the request is not framed as aws-chunked.')
}

/** Trailing headers that are none, or not those that were announced. */
export function malformedTrailer(): AwsFault {
  const message =
    'The request contained trailing data that was not well-formed or did not conform to our published schema.'
  return new AwsFault('MalformedTrailerError', 400, message)
}

/** A chunk below the minimum that is not the last; `chunk` counts from 1. */
export function smallChunk(chunk: number, sizeBytes: number): AwsFault {
  const message = 'Only the last chunk is allowed to have a size less than 8192 bytes'
  const members = { Chunk: String(chunk), BadChunkSize: String(sizeBytes) }
  return new AwsFault('InvalidChunkSizeError', 403, message, { members })
}

/** A chunk or a trailer that somebody else signed. */
export function wrongChunkSignature(): AwsFault {
  const message =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.'
  return new AwsFault('SignatureDoesNotMatch', 403, message)
}
