// Bodies that pass on their way while a digest or a length is checked. What was given out is void when the end throws.
import { createHash, timingSafeEqual } from 'node:crypto'
import { AwsFault } from '../aws-fault.ts'
import { incompleteBody } from './body-faults.ts'

type Bytes = AsyncIterable<Buffer>
type Checked = AsyncGenerator<Buffer, void, undefined>

/** Passes bytes that must have the claimed SHA-256 (hex). Throws `XAmzContentSHA256Mismatch` (400) in the end. */
export async function* verifySha256(source: Bytes, sha256: string): Checked {
  const digest = createHash('sha256')
  for await (const piece of source) {
    digest.update(piece)
    yield piece
  }
  const computed = digest.digest('hex')
  if (computed === sha256) return
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed."
  const members = { ClientComputedContentSHA256: sha256, S3ComputedContentSHA256: computed }
  throw new AwsFault('XAmzContentSHA256Mismatch', 400, message, { members })
}

/** The digest that a `Content-MD5` header names. Throws `InvalidDigest` (400) for a text that names none. */
export function parseContentMd5(header: string): Buffer {
  const digest = /^[A-Za-z0-9+/]{22}==$/.test(header) ? Buffer.from(header, 'base64') : undefined
  if (digest) return digest
  const members = { 'Content-MD5': header }
  throw new AwsFault('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.', { members })
}

/** Passes bytes that must have the MD5 of {@link parseContentMd5}. Throws `BadDigest` (400) in the end. */
export async function* verifyContentMd5(source: Bytes, md5: Buffer): Checked {
  const digest = createHash('md5')
  for await (const piece of source) {
    digest.update(piece)
    yield piece
  }
  const computed = digest.digest()
  if (timingSafeEqual(computed, md5)) return
  const message = 'The Content-MD5 you specified did not match what we received.'
  const members = { ExpectedDigest: md5.toString('base64'), CalculatedDigest: computed.toString('base64') }
  throw new AwsFault('BadDigest', 400, message, { members })
}

/** Passes exactly so many bytes. Throws `IncompleteBody` (400) as soon as there are more, or in the end. */
export async function* verifyLength(source: Bytes, lengthBytes: number): Checked {
  let left = lengthBytes
  for await (const piece of source) {
    left -= piece.length
    if (left < 0) throw incompleteBody()
    yield piece
  }
  if (left > 0) throw incompleteBody()
}
