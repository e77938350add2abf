import * as s3 from '@hostler/wire/models/s3'

import { onTaggedObject } from '../asks.ts'
import { objectFaults } from '../errors.ts'
import { renderChecksum } from '../summed-bytes.ts'
import { shownVersionId } from '../object-facts.ts'
import { operation } from '../s3-operation.ts'

const partsMax = 1_000

export const GetObjectAttributes = operation(s3.GetObjectAttributes, {
  async asks(input, _names, parts, call) {
    const of = input.VersionId === undefined ? '' : 'Version'
    return [
      ...(await onTaggedObject(`s3:GetObject${of}`, input, parts, call)),
      ...(await onTaggedObject(`s3:GetObject${of}Attributes`, input, parts, call)),
    ]
  },
  faults: objectFaults,
  async run(input, { buckets, objects }) {
    const { versioning } = await buckets.get(input.Bucket)
    using open = await objects.open(input.Bucket, input.Key, input.VersionId)
    const { object } = open
    const wants = new Set(input.ObjectAttributes)
    const after = input.PartNumberMarker ?? 0
    const limit = Math.min(input.MaxParts ?? partsMax, partsMax)
    const pieces = open.pieces.filter(({ number }) => number > after)
    const shown = pieces.slice(0, limit)
    return {
      LastModified: object.modifiedAt,
      VersionId: shownVersionId(object, versioning !== 'unversioned'),
      ...(wants.has('ETag') && { ETag: object.etag }),
      ...(wants.has('Checksum') && object.checksum && { Checksum: renderChecksum(object.checksum) }),
      ...(wants.has('ObjectParts') &&
        object.partsCount !== undefined && {
          ObjectParts: {
            TotalPartsCount: object.partsCount,
            PartNumberMarker: after,
            NextPartNumberMarker: shown.at(-1)?.number ?? after,
            MaxParts: limit,
            IsTruncated: pieces.length > limit,
            Parts: shown.map(({ number, stored, checksum }) => ({
              PartNumber: number,
              Size: stored.sizeBytes,
              ...(checksum && { [`Checksum${checksum.algorithm}`]: checksum.value }),
            })),
          },
        }),
      ...(wants.has('StorageClass') && { StorageClass: 'STANDARD' }),
      ...(wants.has('ObjectSize') && { ObjectSize: object.sizeBytes }),
    }
  },
})
