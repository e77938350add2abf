import { createHash } from 'node:crypto'
import { BytesDamaged, type ObjectBytes } from '../basics/object-bytes.ts'
import type { Reader } from '../storage.ts'
import type { Piece, PiecePlace } from './piece.ts'

/** Bytes that are not what was put. */
export interface DamageFound {
  readonly bucket: string
  readonly key: string
  /** Absent for a part of an open upload. */
  readonly versionId?: string
  readonly uploadId?: string
  readonly partNumber: number
  readonly bytesId: string
  /** For people. */
  readonly what: string
}

export interface Scrubbed {
  readonly pieces: number
  readonly bytes: number
}

const piecesAtOnce = 100

/** Reads all bytes of all objects and open uploads, one piece after the other. Returns how much was read. */
export async function* scrubBytes(read: Reader, bytes: ObjectBytes): AsyncGenerator<DamageFound, Scrubbed> {
  const scrubbed = { pieces: 0, bytes: 0 }
  let place: PiecePlace = { body: '', number: 0 }
  for (;;) {
    const portion = await read.pieces.listAll(place, piecesAtOnce)
    for (const { body, piece } of portion) {
      const what = await findDamage(bytes, piece)
      scrubbed.pieces++
      scrubbed.bytes += piece.stored.sizeBytes
      const owner = what === undefined ? undefined : await findOwner(read, body, piece)
      if (what !== undefined && owner) {
        yield { ...owner, partNumber: piece.number, bytesId: piece.stored.id, what }
      }
    }
    if (portion.length < piecesAtOnce) return scrubbed
    place = portion.at(-1)!
  }
}

async function findDamage(bytes: ObjectBytes, { stored, md5, sha256 }: Piece): Promise<string | undefined> {
  const hashes = [createHash('md5'), ...(sha256 === undefined ? [] : [createHash('sha256')])]
  let sizeBytes = 0
  try {
    for await (const part of bytes.read(stored, 0, stored.sizeBytes)) {
      sizeBytes += part.length
      for (const hash of hashes) hash.update(part)
    }
  } catch (error) {
    if (error instanceof BytesDamaged) return error.message
    throw error
  }
  const [foundMd5, foundSha256] = hashes.map(hash => hash.digest('hex'))
  if (sizeBytes !== stored.sizeBytes) return `${sizeBytes} bytes instead of ${stored.sizeBytes}`
  if (foundMd5 !== md5) return `MD5 ${foundMd5} instead of ${md5}`
  return foundSha256 === sha256 ? undefined : `SHA-256 ${foundSha256} instead of ${sha256}`
}

/** Undefined when it was deleted while it was read: there is no damage then. */
async function findOwner(read: Reader, body: string, { number, stored }: Piece) {
  const there = await read.pieces.find(body, number)
  if (there?.stored.id !== stored.id) return undefined
  const object = await read.objects.findByBody(body)
  if (object) return { bucket: object.bucket, key: object.key, versionId: object.versionId }
  const upload = await read.uploads.findById(body)
  return upload && { bucket: upload.bucket, key: upload.key, uploadId: upload.id }
}
