import { Readable } from 'node:stream'
import { ChecksumAlgorithm, PutObjectCommand, S3Client, type PutObjectCommandInput } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { describe, expect, test } from 'vitest'
import { claimedChecksum, type ClaimedChecksum } from '../checksums/claimed-checksum.ts'
import { sumBody } from '../checksums/sum-body.ts'
import { read } from '../protocols/test-request.ts'
import type { WireRequest } from '../protocols/protocol.ts'
import { headersOf } from '../protocols/rest-xml/headers-of.ts'
import { parseSignature, type ParsedSignature } from '../sigv4/parse-signature.ts'
import { payloadClaim } from '../sigv4/payload-claim.ts'
import { wireRequest } from '../sigv4/request-for-tests.ts'
import { escapeUri } from '../sigv4/sdk-signer-for-tests.ts'
import { textSigner } from '../sigv4/text-signer.ts'
import { verifySignature } from '../sigv4/verify.ts'
import { collect } from './chunked-for-tests.ts'
import { chunkedFormat } from './chunked-format.ts'
import { decodeChunked } from './decode-chunked.ts'
import { verifySha256 } from './verify-body.ts'

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }
const content = Buffer.alloc(200_000, 'content of an object ')

interface Sent {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array> | undefined
}

/** A client whose one request is handed over instead of sent. */
function clientTo(sent: (request: Sent) => void): S3Client {
  return new S3Client({
    region: 'us-east-1',
    endpoint: 'https://s3.hostler.test',
    forcePathStyle: true,
    credentials,
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: unknown) => {
        sent(request as Sent)
        return { response: { statusCode: 200, headers: {}, body: Readable.from([]) } } as never
      },
    },
  })
}

async function upload(input: Partial<PutObjectCommandInput>): Promise<Sent> {
  let sent: Sent | undefined
  await clientTo(request => (sent = request)).send(new PutObjectCommand({ Bucket: 'b', Key: 'k ä', ...input }))
  return sent!
}

function received({ method, path, query, headers }: Sent): WireRequest {
  const pairs = Object.entries(query).map(([name, value]) => `${escapeUri(name)}=${escapeUri(value ?? '')}`)
  return wireRequest(method, `${path}?${pairs.join('&')}`, Object.entries(headers))
}

function verified(request: WireRequest): ParsedSignature {
  const parsed = parseSignature(request, { now: new Date(), skewSeconds: 300 })
  if (parsed.failure !== undefined) throw new Error(parsed.message)
  expect(verifySignature(request, parsed, credentials.secretAccessKey)).toBeUndefined()
  return parsed
}

/** All that a gateway does with a body, the signature being proven before it arrives. */
async function pass(request: WireRequest, body: Sent['body']): Promise<{ claimed: ClaimedChecksum; bytes: Buffer }> {
  const signature = verified(request)
  const claim = payloadClaim(request, signature)
  const source = typeof body === 'string' || body instanceof Uint8Array ? Readable.from([Buffer.from(body)]) : body!
  const claimed = claimedChecksum(headersOf(request))!
  let trailers: ReadonlyMap<string, string> = new Map()
  let bytes: AsyncIterable<Buffer> = source as AsyncIterable<Buffer>
  if (claim.kind === 'hash') bytes = verifySha256(bytes, claim.sha256)
  if (claim.kind === 'chunked') {
    const signing = { signature, sign: textSigner(signature, credentials.secretAccessKey) }
    const decoded = decodeChunked(source as AsyncIterable<Buffer>, chunkedFormat(request, claim, signing))
    ;({ bytes, trailers } = decoded)
  }
  const summed = sumBody(bytes, claimed.algorithm, { checksum: claimed, trailers })
  return { claimed, bytes: await collect(summed.bytes) }
}

describe('What the AWS SDK uploads', () => {
  const algorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const

  test.each(algorithms)('as a whole with %s arrives', async algorithm => {
    const sent = await upload({ Body: content, ChecksumAlgorithm: ChecksumAlgorithm[algorithm] })
    const { claimed, bytes } = await pass(received(sent), sent.body)
    expect(claimed).toEqual({ algorithm, value: expect.any(String) })
    expect(bytes.equals(content)).toBe(true)
  })

  test.each(algorithms)('as a stream with %s behind it arrives', async algorithm => {
    const pieces = Array.from({ length: 20 }, (_, index) => content.subarray(index * 10_000, index * 10_000 + 10_000))
    const sent = await upload({
      Body: Readable.from(pieces, { objectMode: false }),
      ContentLength: content.length,
      ContentEncoding: 'gzip',
      ChecksumAlgorithm: ChecksumAlgorithm[algorithm],
    })
    const request = received(sent)
    const { claimed, bytes } = await pass(request, sent.body)
    expect(claimed).toEqual({ algorithm, value: undefined })
    expect(bytes.equals(content)).toBe(true)
    expect(read('s3', 'PutObject', request)).toMatchObject({ Bucket: 'b', Key: 'k ä', ContentEncoding: 'gzip' })
  })

  test('by a presigned URL arrives, with the headers that the URL holds', async () => {
    const command = new PutObjectCommand({ Bucket: 'b', Key: 'k', ACL: 'private', Metadata: { a: '1' } })
    const url = new URL(
      await getSignedUrl(
        clientTo(() => {}),
        command,
        { expiresIn: 60 },
      ),
    )
    const request = wireRequest('PUT', `${url.pathname}${url.search}`, [['Host', url.host]])
    expect(payloadClaim(request, verified(request))).toEqual({ kind: 'unsigned' })
    expect(read('s3', 'PutObject', request)).toMatchObject({ Key: 'k', ACL: 'private', Metadata: { a: '1' } })
    // The client has summed up no bytes at all, which S3 does not hold against it.
    expect(url.searchParams.get('x-amz-checksum-crc32')).toBe('AAAAAA==')
    expect(claimedChecksum(headersOf(request))).toBeUndefined()
  })
})
