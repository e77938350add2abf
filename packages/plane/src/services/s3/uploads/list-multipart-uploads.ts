import * as s3 from '@hostler/wire/models/s3'

import { onBucket } from '../asks.ts'
import { renderOwner } from '../buckets/render-owner.ts'
import { bucketFaults } from '../errors.ts'
import { nameWriter } from '../objects/name-writer.ts'
import { operation } from '../s3-operation.ts'

const uploadsMax = 1_000

export const ListMultipartUploads = operation(s3.ListMultipartUploads, {
  asks: (input, _names, parts, call) =>
    onBucket('s3:ListBucketMultipartUploads', input, parts, call, {
      's3:prefix': input.Prefix,
      's3:delimiter': input.Delimiter,
    }),
  faults: bucketFaults,
  async run(input, { buckets, listings }) {
    const { accountId } = await buckets.get(input.Bucket)
    const { Prefix, Delimiter, KeyMarker, UploadIdMarker } = input
    const limit = Math.min(input.MaxUploads ?? uploadsMax, uploadsMax)
    const after = KeyMarker && { key: KeyMarker, ...(UploadIdMarker && { uploadId: UploadIdMarker }) }
    const found = await listings.uploads(input.Bucket, {
      limit,
      ...(Prefix && { prefix: Prefix }),
      ...(Delimiter && { delimiter: Delimiter }),
      ...(after && { after }),
    })
    const name = nameWriter(input.EncodingType)
    return {
      Bucket: input.Bucket,
      KeyMarker: name(KeyMarker ?? ''),
      UploadIdMarker: UploadIdMarker ?? '',
      NextKeyMarker: name(found.next?.key ?? ''),
      NextUploadIdMarker: found.next?.uploadId ?? '',
      Prefix: Prefix && name(Prefix),
      Delimiter: Delimiter && name(Delimiter),
      MaxUploads: limit,
      EncodingType: input.EncodingType,
      IsTruncated: found.isTruncated,
      Uploads: found.items.map(upload => ({
        UploadId: upload.id,
        Key: name(upload.key),
        Initiated: upload.startedAt,
        StorageClass: 'STANDARD',
        Owner: renderOwner(accountId),
        Initiator: { ID: upload.initiator, DisplayName: upload.initiator },
        ChecksumAlgorithm: upload.checksum?.algorithm,
        ChecksumType: upload.checksum?.type,
      })),
      CommonPrefixes: found.commonPrefixes.map(prefix => ({ Prefix: name(prefix) })),
    }
  },
})
