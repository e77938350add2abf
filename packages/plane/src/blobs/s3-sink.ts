// The upload of one draft: one request where one batch is all, else parts that become an object at the end. Nobody sees
// it before.
import type { S3 } from '@aws-sdk/client-s3'
import { BytesFull } from '../domain/basics/object-bytes.ts'
import type { SealedSink } from './sealing/sealed-draft.ts'

export function createS3Sink(s3: S3, object: { readonly Bucket: string; readonly Key: string }): SealedSink {
  let uploadId: string | undefined
  const parts: { PartNumber: number; ETag: string }[] = []
  async function uploadPart(pieces: readonly Buffer[]): Promise<void> {
    uploadId ??= (await s3.createMultipartUpload(object)).UploadId!
    const PartNumber = parts.length + 1
    const part = { ...object, UploadId: uploadId, PartNumber, Body: Buffer.concat(pieces) }
    const { ETag } = await s3.uploadPart(part)
    parts.push({ PartNumber, ETag: ETag! })
  }
  return {
    write: pieces => uploadPart(pieces).catch(tellFull),
    async finish(pieces) {
      try {
        if (uploadId === undefined) {
          await s3.putObject({ ...object, Body: Buffer.concat(pieces) })
          return
        }
        await uploadPart(pieces)
        await s3.completeMultipartUpload({ ...object, UploadId: uploadId, MultipartUpload: { Parts: parts } })
      } catch (error) {
        tellFull(error)
      }
    },
    // What was finished though the answer was lost stays: no object names it, and the sweep finds it.
    async discard() {
      if (uploadId !== undefined) await s3.abortMultipartUpload({ ...object, UploadId: uploadId })
    },
  }
}

/** As stores say it: HTTP's own status, Ceph's code, MinIO's code. */
function tellFull(error: unknown): never {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } }
  const isFull = $metadata?.httpStatusCode === 507 || name === 'QuotaExceeded' || name === 'XMinioStorageFull'
  throw isFull ? new BytesFull(error) : error
}
