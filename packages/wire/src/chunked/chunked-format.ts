import { AwsFault } from '../aws-fault.ts'
import type { WireRequest } from '../protocols/protocol.ts'
import { invalidArgument } from '../protocols/rest-xml/s3-faults.ts'
import type { PayloadClaim } from '../sigv4/payload-claim.ts'
import type { ChunkedFormat, ChunkSigning } from './decode-chunked.ts'

/**
 * What a request's headers say of its chunked body; a claim of signed chunks needs `signing`. Throws
 * `MissingContentLength` (411) without a decoded length, `InvalidArgument` (400) for one that is no number.
 */
export function chunkedFormat(
  { headers }: Pick<WireRequest, 'headers'>,
  claim: Extract<PayloadClaim, { kind: 'chunked' }>,
  signing: ChunkSigning | undefined,
): ChunkedFormat {
  if (claim.signed && !signing) throw new Error('signed chunks cannot be checked without what signs them')
  return {
    decodedBytes: decodedBytes(headers['x-amz-decoded-content-length']),
    signing: claim.signed ? signing : undefined,
    trailer: claim.trailer,
    trailerNames: trailerNames(headers['x-amz-trailer']),
  }
}

function decodedBytes(text: string | undefined): number {
  if (text === undefined) {
    throw new AwsFault('MissingContentLength', 411, 'You must provide the Content-Length HTTP header.')
  }
  if (!/^\d{1,15}$/.test(text)) throw invalidArgument('x-amz-decoded-content-length', text)
  return Number(text)
}

function trailerNames(text = ''): readonly string[] {
  return text.split(',').flatMap(name => (name.trim() === '' ? [] : [name.trim().toLowerCase()]))
}
