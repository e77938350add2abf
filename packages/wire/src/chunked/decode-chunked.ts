// Takes the frames off a body that is sent as aws-chunked: signed chunks, unsigned chunks, trailing headers. Holds one
// chunk of at most 1 MiB, whose bytes leave only after its signature was found good; of larger chunks the bytes leave
// first, and the body fails at their end.
import { createHash } from 'node:crypto'
import { incompleteBody, malformedChunk, malformedTrailer, smallChunk } from './body-faults.ts'
import { ByteReader } from './byte-reader.ts'
import { ChunkSignatures, type ChunkSigning } from './chunk-signatures.ts'

export type { ChunkSigning }

/** What the headers said of a chunked body. */
export interface ChunkedFormat {
  /** `x-amz-decoded-content-length`. */
  readonly decodedBytes: number
  /** Undefined where chunks carry no signatures. */
  readonly signing?: ChunkSigning | undefined
  /** Do headers follow the last chunk? */
  readonly trailer: boolean
  /** Names in `x-amz-trailer`, lower case: these must follow. */
  readonly trailerNames?: readonly string[]
}

export interface DecodedBody {
  /**
   * The bytes, once. Throws `IncompleteBody`, `InvalidRequest`, `InvalidChunkSizeError`, `MalformedTrailerError`,
   * `SignatureDoesNotMatch`; what was given out before is void then. Calls the source's `return()` in the end.
   */
  readonly bytes: AsyncGenerator<Buffer, void, undefined>
  /** Trailing headers by lower-case name; complete when `bytes` has ended. */
  readonly trailers: ReadonlyMap<string, string>
}

/** Decodes a body. Nothing is read before `bytes` is. */
export function decodeChunked(source: AsyncIterable<Uint8Array>, format: ChunkedFormat): DecodedBody {
  const trailers = new Map<string, string>()
  return { bytes: decode(new ByteReader(source), format, trailers), trailers }
}

const HELD_BYTES = 1 << 20
const MIN_CHUNK_BYTES = 8192
const MAX_LINE = 1024
const MAX_TRAILERS = 32
const TRAILER_SIGNATURE = 'x-amz-trailer-signature'

interface ChunkHead {
  readonly sizeBytes: number
  readonly signature: string | undefined
}

async function* decode(
  reader: ByteReader,
  format: ChunkedFormat,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer, void, undefined> {
  const signatures = format.signing && new ChunkSignatures(format.signing)
  let left = format.decodedBytes
  let before = MIN_CHUNK_BYTES
  try {
    for (let count = 1; ; count++) {
      const head = await readHead(reader)
      if (head.sizeBytes > left) throw incompleteBody()
      if (head.sizeBytes === 0) {
        signatures?.checkChunk(createHash('sha256').digest('hex'), head.signature)
        break
      }
      if (before < MIN_CHUNK_BYTES) throw smallChunk(count - 1, before)
      yield* readChunk(reader, head, signatures)
      before = head.sizeBytes
      left -= head.sizeBytes
    }
    if (left > 0) throw incompleteBody()
    await readEnd(reader, format, signatures, trailers)
  } finally {
    await reader.close()
  }
}

/** `<size in hex>[;chunk-signature=<hex>]` */
async function readHead(reader: ByteReader): Promise<ChunkHead> {
  const line = await reader.line(MAX_LINE, malformedChunk)
  if (line === undefined) throw incompleteBody()
  const parts = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-fA-F]{64}))?$/.exec(line)
  if (!parts) throw malformedChunk()
  return { sizeBytes: Number.parseInt(parts[1]!, 16), signature: parts[2] }
}

async function* readChunk(
  reader: ByteReader,
  { sizeBytes, signature }: ChunkHead,
  signatures: ChunkSignatures | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const digest = signatures && createHash('sha256')
  const held: Buffer[] = []
  for (let left = sizeBytes; left > 0;) {
    const piece = await reader.take(left)
    if (!piece) throw incompleteBody()
    left -= piece.length
    digest?.update(piece)
    if (digest && sizeBytes <= HELD_BYTES) held.push(piece)
    else yield piece
  }
  if (digest) signatures.checkChunk(digest.digest('hex'), signature)
  yield* held
  const end = await reader.line(1, malformedChunk)
  if (end === undefined) throw incompleteBody()
  if (end !== '') throw malformedChunk()
}

/** The trailing headers and the empty line behind everything, which some leave out. */
async function readEnd(
  reader: ByteReader,
  { trailer, trailerNames = [] }: ChunkedFormat,
  signatures: ChunkSignatures | undefined,
  trailers: Map<string, string>,
): Promise<void> {
  for (;;) {
    const line = await reader.line(MAX_LINE, malformedTrailer)
    if (line === undefined || line === '') break
    const colon = line.indexOf(':')
    if (!trailer || colon <= 0 || trailers.size >= MAX_TRAILERS) throw malformedTrailer()
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  if (await reader.take(1)) throw trailer ? malformedTrailer() : malformedChunk()
  const signature = trailers.get(TRAILER_SIGNATURE)
  trailers.delete(TRAILER_SIGNATURE)
  if (trailerNames.some(name => !trailers.has(name))) throw malformedTrailer()
  if (trailer) signatures?.checkTrailer(signedLines(trailers), signature)
}

function signedLines(trailers: ReadonlyMap<string, string>): string {
  return [...trailers.keys()]
    .sort()
    .map(name => `${name}:${trailers.get(name)}\n`)
    .join('')
}
