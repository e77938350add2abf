// Multipart uploads: parts come in any order and may come again; completing puts them together without touching their
// bytes.
import { randomBytes } from 'node:crypto'
import { DomainError } from '../basics/errors.ts'
import type { ActionContext } from '../basics/scope.ts'
import { getBucket } from '../bucket/buckets.ts'
import type { Reader, Storage } from '../storage.ts'
import { checkFacts, checkKey } from './check-object.ts'
import { completeUpload, type UploadToComplete } from './complete-upload.ts'
import type { KeptBytes, TakenBytes } from './kept-bytes.ts'
import type { Checksum, StoredObject } from './object.ts'
import type { Piece } from './piece.ts'
import type { Upload } from './upload.ts'

export interface UploadName {
  readonly bucket: string
  readonly key: string
  readonly id: string
}

export type NewUpload = Omit<Upload, 'id' | 'startedAt' | 'initiator'>

export interface NewPart {
  /** 1 to 10,000. */
  readonly number: number
  readonly taken: TakenBytes
  /** Of all bytes, hex, where it is known. */
  readonly sha256?: string
  readonly checksum?: Checksum
}

export interface PartsPage {
  readonly upload: Upload
  readonly parts: readonly Piece[]
  readonly isTruncated: boolean
}

/** Every verb throws `bucket.not-found`, and those that name an upload `upload.not-found`. */
export interface Uploads {
  /** Throws what `checkKey` and `checkFacts` throw. */
  create(context: ActionContext, upload: NewUpload): Promise<Upload>
  get(name: UploadName): Promise<Upload>
  /**
   * Takes the place of the part of that number. The bytes are the part's when it resolves; when it rejects they go.
   * Throws `part-number.invalid`, and `part.limit-exceeded` beyond 5 GiB.
   */
  putPart(context: ActionContext, name: UploadName, part: NewPart): Promise<Piece>
  /** Parts of greater numbers than `after`, at most 1,000. */
  listParts(name: UploadName, page: { readonly after?: number; readonly limit: number }): Promise<PartsPage>
  /** The object of those parts; again when it was completed so before. See {@link completeUpload} for what it throws. */
  complete(context: ActionContext, name: UploadName, upload: UploadToComplete): Promise<StoredObject>
  /** Takes the upload and all its parts away. */
  abort(name: UploadName): Promise<void>
}

export const partNumberMax = 10_000
const partBytesMax = 5 * 1024 ** 3
const partsListedMax = 1_000
const idForm = /^[0-9a-f]{48}$/

export function createUploads({ storage, kept }: { readonly storage: Storage; readonly kept: KeptBytes }): Uploads {
  return {
    async create({ now: startedAt, callerArn: initiator }, given) {
      checkKey(given.key)
      checkFacts(given)
      const upload = { ...given, id: newUploadId(startedAt), startedAt, initiator }
      await storage.write(async writer => {
        await getBucket(writer.buckets, given.bucket)
        await writer.uploads.insert(upload)
      })
      return upload
    },
    get: name => getUpload(storage.read, name),
    async putPart({ now: keptAt }, name, { number, taken, sha256, checksum }) {
      const { stored, md5 } = taken
      const piece = { number, md5, sha256, checksum, keptAt, stored }
      try {
        checkPartNumber(number)
        if (stored.sizeBytes > partBytesMax) throw new DomainError('part', 'limit-exceeded', String(number))
        await storage.write(async writer => {
          await getUpload(writer, name)
          const gone = await writer.pieces.delete(name.id, [number])
          await writer.pieces.put(name.id, piece)
          writer.afterCommit(() => kept.forget(gone))
        })
      } catch (error) {
        kept.forgetRefused(taken, error)
        throw error
      }
      return piece
    },
    async listParts(name, { after = 0, limit }) {
      const upload = await getUpload(storage.read, name)
      const count = Math.min(limit, partsListedMax)
      const parts = await storage.read.pieces.list(name.id, after, count + 1)
      return { upload, parts: parts.slice(0, count), isTruncated: count > 0 && parts.length > count }
    },
    complete: (context, name, upload) => completeUpload({ storage, kept }, context, name, upload),
    abort: name =>
      storage.write(async writer => {
        const upload = await getUpload(writer, name)
        await writer.uploads.delete(upload)
        const gone = await writer.pieces.delete(upload.id)
        writer.afterCommit(() => kept.forget(gone))
      }),
  }
}

/** Throws `bucket.not-found` and `upload.not-found`. */
async function getUpload(from: Reader, { bucket, key, id }: UploadName): Promise<Upload> {
  await getBucket(from.buckets, bucket)
  checkKey(key)
  const upload = idForm.test(id) ? await from.uploads.find(bucket, key, id) : undefined
  if (!upload) throw new DomainError('upload', 'not-found', id)
  return upload
}

/** Throws `part-number.invalid`; to be asked before the bytes are taken. */
export function checkPartNumber(number: number): void {
  const isNumber = Number.isInteger(number) && number >= 1 && number <= partNumberMax
  if (!isNumber) throw new DomainError('part-number', 'invalid', String(number))
}

/** Milliseconds, then chance: ids sort as the uploads began. */
function newUploadId(now: Date): string {
  return now.getTime().toString(16).padStart(12, '0') + randomBytes(18).toString('hex')
}
