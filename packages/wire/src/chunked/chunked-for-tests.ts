import { hash } from 'node:crypto'
import { textSigner } from '../sigv4/text-signer.ts'
import type { ChunkSigning } from './decode-chunked.ts'

/** For tests: the chain of a request that AWS's documentation signs, or of any other seed. */
export function signingFrom(seed: string): ChunkSigning {
  const scope = { date: '20130524', region: 'us-east-1', service: 's3' }
  const signature = { ...scope, terminator: 'aws4_request', amzDate: '20130524T000000Z', signature: seed }
  return { signature, sign: textSigner(scope, 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY') }
}

/** For tests: frames chunks as a client does, with signatures where there is a chain, with headers behind. */
export function encodeChunked(
  chunks: readonly Buffer[],
  signing?: ChunkSigning,
  trailers?: Readonly<Record<string, string>>,
): Buffer {
  const scope = '20130524T000000Z\n20130524/us-east-1/s3/aws4_request'
  let previous = signing?.signature.signature ?? ''
  const sign = (kind: string, ...digests: string[]): string => {
    previous = signing!.sign([`AWS4-HMAC-SHA256-${kind}`, scope, previous, ...digests].join('\n'))
    return previous
  }
  const parts = [...chunks, Buffer.alloc(0)].flatMap(chunk => {
    const digests = [hash('sha256', '', 'hex'), hash('sha256', chunk, 'hex')]
    const extension = signing ? `;chunk-signature=${sign('PAYLOAD', ...digests)}` : ''
    const frame = [Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`), chunk]
    return chunk.length === 0 ? frame : [...frame, Buffer.from('\r\n')]
  })
  const lines = Object.entries(trailers ?? {}).map(([name, value]) => `${name}:${value}`)
  const signed = lines.map(line => `${line}\n`).join('')
  if (signing && trailers) lines.push(`x-amz-trailer-signature:${sign('TRAILER', hash('sha256', signed, 'hex'))}`)
  return Buffer.concat([...parts, Buffer.from(`${lines.map(line => `${line}\r\n`).join('')}\r\n`)])
}

/** For tests: bytes in pieces that end at the given places. */
export async function* inPieces(bytes: Buffer, ...ends: readonly number[]): AsyncGenerator<Buffer> {
  let from = 0
  for (const end of [...ends, bytes.length].filter(it => it <= bytes.length).sort((a, b) => a - b)) {
    yield bytes.subarray(from, end)
    from = end
  }
}

/** For tests: all that comes. */
export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(source))
}
