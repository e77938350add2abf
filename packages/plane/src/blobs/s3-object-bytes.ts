// Bytes of objects in an S3-compatible store, sealed before they leave: <prefix><id>. The store needs to know nothing and
// to be trusted with nothing but keeping them. Importing this file loads AWS's client: only planes that use it do.
import { type GetObjectCommandInput, S3, type S3ClientConfig } from '@aws-sdk/client-s3'
import { BytesDamaged, type ObjectBytes } from '../domain/basics/object-bytes.ts'
import { createS3Sink } from './s3-sink.ts'
import { createObjectKeys } from './sealing/object-keys.ts'
import { createSealedDraft, isBytesId } from './sealing/sealed-draft.ts'
import { readSealed, type SealedRange } from './sealing/sealed-read.ts'

/** 8 MiB: a part of a multipart upload; what is smaller goes up in one request. All but the last are of the same size. */
const segmentsAtOnce = 128
const maxSockets = 500

/** Where in the world: a bucket of one's own, or a prefix in it. */
export interface S3Place {
  readonly bucket: string
  /** Ends with `/`, or is empty. */
  readonly prefix: string
  readonly region: string
  /** Of a store that is not AWS's. */
  readonly endpoint?: string
  readonly pathStyle: boolean
}

export interface S3ObjectBytes extends ObjectBytes {
  /** Ends uploads that a plane that died has left; the store keeps, and charges for, their parts until then. */
  sweepUploads(begunBefore: Date): Promise<void>
}

/**
 * Credentials come from where AWS's SDK finds them: environment, profile, metadata service.
 * @param wrappingKey 32 bytes that the keys of objects are sealed with
 * @param settings of the client, for tests
 */
export function openS3ObjectBytes(place: S3Place, wrappingKey: Buffer, settings: S3ClientConfig = {}): S3ObjectBytes {
  const { bucket: Bucket, prefix: Prefix, region, endpoint, pathStyle } = place
  const keys = createObjectKeys(wrappingKey)
  const s3 = new S3({
    region,
    ...(endpoint !== undefined && { endpoint }),
    forcePathStyle: pathStyle,
    // Every segment proves itself, and many stores know no checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Each reader holds a connection for as long as its own client takes; the client's usual limit is 50.
    requestHandler: { connectionTimeout: 10_000, httpAgent: { maxSockets }, httpsAgent: { maxSockets } },
    ...settings,
  })
  const objectOf = (id: string) => {
    if (!isBytesId(id)) throw new Error(`${id} is no id of bytes`)
    return { Bucket, Key: Prefix + id }
  }
  return {
    async draft() {
      return createSealedDraft(keys, segmentsAtOnce, id => createS3Sink(s3, objectOf(id)))
    },
    read(stored, fromByte, untilByte) {
      const object = objectOf(stored.id)
      return readSealed(keys, stored, fromByte, untilByte, range => download(s3, object, range, stored.id))
    },
    async delete(id) {
      await s3.deleteObject(objectOf(id))
    },
    async *list() {
      for (let ContinuationToken: string | undefined; ;) {
        const page = await s3.listObjectsV2({ Bucket, Prefix, Delimiter: '/', ContinuationToken })
        for (const { Key, LastModified } of page.Contents ?? []) {
          const id = Key!.slice(Prefix.length)
          if (isBytesId(id)) yield { id, keptAt: LastModified! }
        }
        ContinuationToken = page.NextContinuationToken
        if (ContinuationToken === undefined) return
      }
    },
    async sweepUploads(begunBefore) {
      for (let marker: { KeyMarker?: string; UploadIdMarker?: string } = {}; ;) {
        const page = await s3.listMultipartUploads({ Bucket, Prefix, ...marker })
        for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
          if (!isBytesId(Key!.slice(Prefix.length)) || Initiated! >= begunBefore) continue
          await s3.abortMultipartUpload({ Bucket, Key, UploadId })
        }
        if (!page.IsTruncated) return
        marker = { KeyMarker: page.NextKeyMarker!, UploadIdMarker: page.NextUploadIdMarker! }
      }
    },
  }
}

async function* download(
  s3: S3,
  object: Pick<GetObjectCommandInput, 'Bucket' | 'Key'>,
  { fromByte, untilByte, isEnd }: SealedRange,
  id: string,
): AsyncGenerator<Buffer> {
  const Range = `bytes=${fromByte}-${isEnd ? '' : untilByte - 1}`
  try {
    const { Body } = await s3.getObject({ ...object, Range })
    // Whoever reads no further ends it, and with it the connection.
    yield* Body as AsyncIterable<Buffer>
  } catch (error) {
    const { name } = error as Error
    if (name === 'NoSuchKey') throw new BytesDamaged(id, 'there is no such object')
    if (name === 'InvalidRange') throw new BytesDamaged(id, 'it is cut off')
    throw error
  }
}
