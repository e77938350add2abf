import * as s3 from '@hostler/wire/models/s3'

import { onObject } from '../asks.ts'
import { renderOwner } from '../buckets/render-owner.ts'
import { uploadFaults } from '../errors.ts'
import { quoted } from '../object-facts.ts'
import { operation } from '../s3-operation.ts'

const partsMax = 1_000

export const ListParts = operation(s3.ListParts, {
  asks: (input, _names, parts, call) => onObject('s3:ListMultipartUploadParts', input, parts, call),
  faults: uploadFaults,
  async run(input, { buckets, uploads }) {
    const { accountId } = await buckets.get(input.Bucket)
    const after = input.PartNumberMarker ?? 0
    const limit = Math.min(input.MaxParts ?? partsMax, partsMax)
    const name = { bucket: input.Bucket, key: input.Key, id: input.UploadId }
    const { upload, parts, isTruncated } = await uploads.listParts(name, { after, limit })
    return {
      Bucket: input.Bucket,
      Key: input.Key,
      UploadId: input.UploadId,
      PartNumberMarker: after,
      NextPartNumberMarker: parts.at(-1)?.number ?? after,
      MaxParts: limit,
      IsTruncated: isTruncated,
      Initiator: { ID: upload.initiator, DisplayName: upload.initiator },
      Owner: renderOwner(accountId),
      StorageClass: 'STANDARD',
      ChecksumAlgorithm: upload.checksum?.algorithm,
      ChecksumType: upload.checksum?.type,
      Parts: parts.map(({ number, keptAt, md5, stored, checksum }) => ({
        PartNumber: number,
        LastModified: keptAt,
        ETag: quoted(md5),
        Size: stored.sizeBytes,
        ...(checksum && { [`Checksum${checksum.algorithm}`]: checksum.value }),
      })),
    }
  },
})
