import { createHash } from 'node:crypto'
import { DomainError } from '../basics/errors.ts'
import type { ActionContext } from '../basics/scope.ts'
import { getBucket } from '../bucket/buckets.ts'
import type { Storage, Writer } from '../storage.ts'
import { checkKey } from './check-object.ts'
import { checkWrite, type WriteCondition } from './conditions.ts'
import type { KeptBytes } from './kept-bytes.ts'
import type { Checksum, StoredObject } from './object.ts'
import { addVersion } from './object-writes.ts'
import type { Piece, PieceReader } from './piece.ts'
import type { Upload } from './upload.ts'
import type { UploadName } from './uploads.ts'

export interface PartToComplete {
  readonly number: number
  /** Without quotation marks. */
  readonly etag: string
  /** Must be the part's checksum, when given. */
  readonly checksum?: string
}

export interface UploadToComplete {
  readonly parts: readonly PartToComplete[]
  readonly condition?: WriteCondition
  /**
   * The object's checksum, made of its parts'. It may throw, and nothing happens then; it is called inside the
   * transaction and awaits nothing.
   */
  readonly checksumOf?: (upload: Upload, parts: readonly Piece[]) => Checksum | undefined
}

const leastPartBytes = 5 * 1024 ** 2
const objectBytesMax = 5 * 1024 ** 4
const piecesAtOnce = 1_000

/**
 * Makes an object of these parts; the upload's others go. Throws `upload.not-found`, `parts.invalid` for an empty list,
 * `part-order.invalid` unless numbers ascend, `part.not-found` for one that is not there with that etag and checksum,
 * `part.invalid` for one below 5 MiB that is not the last, `object.limit-exceeded` beyond 5 TiB, and what `checkWrite`
 * throws. An upload that was completed with these parts answers with its object again.
 */
export async function completeUpload(
  { storage, kept }: { readonly storage: Storage; readonly kept: KeptBytes },
  { now }: ActionContext,
  name: UploadName,
  { parts, condition, checksumOf }: UploadToComplete,
): Promise<StoredObject> {
  checkKey(name.key)
  checkOrder(parts)
  return storage.write(async writer => {
    const bucket = await getBucket(writer.buckets, name.bucket)
    const upload = await writer.uploads.find(name.bucket, name.key, name.id)
    if (!upload) return getCompleted(writer, name, parts)
    const there = await listPieces(writer.pieces, name.id)
    const pieces = choose(there, parts)
    const latest = await writer.objects.findLatest(name.bucket, name.key)
    checkWrite(latest, name.key, condition)
    const checksum = checksumOf?.(upload, pieces)
    const { version, gone } = await addVersion<StoredObject>(writer, bucket, latest, {
      ...factsOf(upload),
      sizeBytes: sizeOf(pieces, name.key),
      etag: etagOf(pieces.map(({ md5 }) => md5)),
      body: upload.id,
      partsCount: pieces.length,
      modifiedAt: now,
      isDeleteMarker: false,
      ...(checksum && { checksum }),
    })
    const left = await deleteOthers(writer, upload.id, there, pieces)
    await writer.uploads.delete(upload)
    writer.afterCommit(() => kept.forget([...gone, ...left]))
    return version
  })
}

function checkOrder(parts: readonly PartToComplete[]): void {
  if (parts.length === 0) throw new DomainError('parts', 'invalid', '')
  for (const [i, { number }] of parts.entries()) {
    if (i > 0 && number <= parts[i - 1]!.number) throw new DomainError('part-order', 'invalid', String(number))
  }
}

async function getCompleted(writer: Writer, { bucket, key, id }: UploadName, parts: readonly PartToComplete[]) {
  const object = await writer.objects.findByBody(id)
  const isSame =
    object?.bucket === bucket && object.key === key && object.etag === etagOf(parts.map(({ etag }) => etag))
  if (!isSame) throw new DomainError('upload', 'not-found', id)
  return object
}

/** All of them: at most 10,000. */
async function listPieces(pieces: PieceReader, body: string): Promise<ReadonlyMap<number, Piece>> {
  const found = new Map<number, Piece>()
  for (let after = 0; ;) {
    const more = await pieces.list(body, after, piecesAtOnce)
    for (const piece of more) found.set(piece.number, piece)
    if (more.length < piecesAtOnce) return found
    after = more.at(-1)!.number
  }
}

function choose(there: ReadonlyMap<number, Piece>, parts: readonly PartToComplete[]): readonly Piece[] {
  const pieces = parts.map(({ number, etag, checksum }) => {
    const piece = there.get(number)
    const isIt = piece?.md5 === etag && (checksum === undefined || piece.checksum?.value === checksum)
    if (!isIt) throw new DomainError('part', 'not-found', String(number))
    return piece
  })
  for (const { number, stored } of pieces.slice(0, -1)) {
    if (stored.sizeBytes < leastPartBytes) throw new DomainError('part', 'invalid', String(number))
  }
  return pieces
}

function sizeOf(pieces: readonly Piece[], key: string): number {
  const sizeBytes = pieces.reduce((sum, { stored }) => sum + stored.sizeBytes, 0)
  if (sizeBytes > objectBytesMax) throw new DomainError('object', 'limit-exceeded', key)
  return sizeBytes
}

function factsOf({ bucket, key, content, metadata, tags, bucketKeyEnabled }: Upload) {
  return { bucket, key, content, metadata, tags, bucketKeyEnabled }
}

/** MD5 of the parts' MD5s, and how many they are. */
function etagOf(md5s: readonly string[]): string {
  const hash = createHash('md5')
  for (const md5 of md5s) hash.update(md5, 'hex')
  return `${hash.digest('hex')}-${md5s.length}`
}

async function deleteOthers(
  { pieces }: Writer,
  body: string,
  there: ReadonlyMap<number, Piece>,
  chosen: readonly Piece[],
): Promise<readonly string[]> {
  const kept = new Set(chosen.map(({ number }) => number))
  return pieces.delete(
    body,
    [...there.keys()].filter(number => !kept.has(number)),
  )
}
