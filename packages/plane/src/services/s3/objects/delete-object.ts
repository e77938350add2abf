import * as s3 from '@hostler/wire/models/s3'

import { onTaggedObject } from '../asks.ts'
import { objectFaults } from '../errors.ts'
import { operation } from '../s3-operation.ts'

export const DeleteObject = operation(s3.DeleteObject, {
  asks: (input, _names, parts, call) =>
    onTaggedObject(input.VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', input, parts, call),
  faults: objectFaults,
  async run({ Bucket, Key, VersionId, IfMatch }, { objects }, call) {
    const { versionId, isDeleteMarker } = await objects.delete(call, Bucket, {
      key: Key,
      ...(VersionId !== undefined && { versionId: VersionId }),
      ...(IfMatch !== undefined && { ifMatch: IfMatch }),
    })
    return { VersionId: versionId, ...(isDeleteMarker && { DeleteMarker: true }) }
  },
})
