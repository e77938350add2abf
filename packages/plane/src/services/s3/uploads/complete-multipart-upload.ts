import * as s3 from '@hostler/wire/models/s3'

import { checksumOfParts } from '@hostler/wire/checksums/part-checksums'
import { wrongChecksum } from '@hostler/wire/checksums/checksum-faults'
import type { ChecksumAlgorithm } from '@hostler/wire/checksums/algorithms'
import type { UploadToComplete } from '../../../domain/object/complete-upload.ts'
import { onObject } from '../asks.ts'
import { malformedXml, uploadFaults } from '../errors.ts'
import { writeCondition } from '../objects/put-object.ts'
import { quoted, shownVersionId } from '../object-facts.ts'
import { operation } from '../s3-operation.ts'
import { renderChecksum } from '../summed-bytes.ts'

export const CompleteMultipartUpload = operation(s3.CompleteMultipartUpload, {
  asks: (input, _names, parts, call) => onObject('s3:PutObject', input, parts, call),
  faults: uploadFaults,
  async run(input, { buckets, uploads }, call) {
    const { Bucket, Key, UploadId } = input
    const { versioning } = await buckets.get(Bucket)
    const condition = writeCondition(input)
    const object = await uploads.complete(
      call,
      { bucket: Bucket, key: Key, id: UploadId },
      { parts: readParts(input), ...(condition && { condition }), checksumOf: checksumOf(input) },
    )
    return {
      Location: `/${Bucket}/${Key}`,
      Bucket,
      Key,
      ETag: quoted(object.etag),
      VersionId: shownVersionId(object, versioning !== 'unversioned'),
      ServerSideEncryption: 'AES256',
      ...renderChecksum(object.checksum),
    }
  },
})

function readParts({ MultipartUpload }: s3.CompleteMultipartUploadRequest): UploadToComplete['parts'] {
  return (MultipartUpload?.Parts ?? []).map(part => {
    const { PartNumber, ETag } = part
    if (PartNumber === undefined || ETag === undefined) throw malformedXml()
    const checksum = checksumIn(part)
    return { number: PartNumber, etag: ETag.replace(/^"(.*)"$/, '$1'), ...(checksum !== undefined && { checksum }) }
  })
}

function checksumIn(given: object): string | undefined {
  const found = Object.entries(given).find(
    ([name, value]) => /^Checksum(?:CRC|SHA|MD5)/.test(name) && value !== undefined,
  )
  return found?.[1] as string | undefined
}

/** Made of the parts'; what the request says of the whole must be it. */
function checksumOf(input: s3.CompleteMultipartUploadRequest): NonNullable<UploadToComplete['checksumOf']> {
  return ({ checksum }, pieces) => {
    if (!checksum) return undefined
    const algorithm = checksum.algorithm as ChecksumAlgorithm
    const parts = pieces.map(({ stored, checksum: ofPart }) => ({
      sizeBytes: stored.sizeBytes,
      digest: Buffer.from(ofPart?.value ?? '', 'base64'),
    }))
    const value = checksumOfParts(algorithm, checksum.type, parts)
    const given = checksumIn(input)
    if (given !== undefined && given !== value) throw wrongChecksum(algorithm)
    return { ...checksum, value }
  }
}
