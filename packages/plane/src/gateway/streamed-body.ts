// Bodies of S3's requests on their way: the frames taken off, length, digests and signatures checked as the bytes pass.
import { chunkedFormat } from '@hostler/wire/chunked/chunked-format'
import { decodeChunked } from '@hostler/wire/chunked/decode-chunked'
import { parseContentMd5, verifyContentMd5, verifyLength, verifySha256 } from '@hostler/wire/chunked/verify-body'
import { AwsFault } from '@hostler/wire/aws-fault'
import type { BoundOperation } from '@hostler/wire/protocols/protocol'
import { payloadClaim } from '@hostler/wire/sigv4/payload-claim'
import type { Exchange } from './exchange.ts'
import { streamBody } from './read-body.ts'

/** The member of the input that is an object of any length. */
export function streamedMember({ model, operation }: BoundOperation): string | undefined {
  const shape = operation.input ? model.shapes[operation.input] : undefined
  if (shape?.type !== 'structure' || shape.payload === undefined) return undefined
  return shape.members[shape.payload]?.streaming ? shape.payload : undefined
}

export interface CheckedBody {
  /** Throws at the end when the body was not what the request said of it. */
  readonly bytes: AsyncIterable<Buffer>
  /** Headers behind the body, by lower-case name; complete when the bytes have ended. */
  readonly trailers: ReadonlyMap<string, string>
}

/** @param isStreamed else the whole body has come already */
export function checkedBody(exchange: Exchange, isStreamed: boolean, idleMs: number): CheckedBody {
  const { request, verified } = exchange
  const { headers } = request
  const claim = payloadClaim(request, verified?.signature)
  const md5 = headers['content-md5'] === undefined ? undefined : parseContentMd5(headers['content-md5'])
  const source = isStreamed ? streamBody(exchange, idleMs) : once(request.body)
  if (claim.kind === 'chunked') {
    const signing = verified?.sign && verified.signature && { signature: verified.signature, sign: verified.sign }
    const { bytes, trailers } = decodeChunked(source, chunkedFormat(request, claim, signing))
    return { bytes: md5 ? verifyContentMd5(bytes, md5) : bytes, trailers }
  }
  let bytes: AsyncIterable<Buffer> = isStreamed ? verifyLength(source, lengthOf(headers['content-length'])) : source
  if (claim.kind === 'hash') bytes = verifySha256(bytes, claim.sha256)
  return { bytes: md5 ? verifyContentMd5(bytes, md5) : bytes, trailers: noTrailers }
}

const noTrailers: ReadonlyMap<string, string> = new Map()

async function* once(body: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(body)
}

function lengthOf(text: string | undefined): number {
  if (text !== undefined) return Number(text)
  throw new AwsFault('MissingContentLength', 411, 'You must provide the Content-Length HTTP header.')
}
