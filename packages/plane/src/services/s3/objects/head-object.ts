import * as s3 from '@hostler/wire/models/s3'

import { onTaggedObject } from '../asks.ts'
import { objectFaults } from '../errors.ts'
import { renderObject } from '../object-facts.ts'
import { operation } from '../s3-operation.ts'
import { hideMissing } from './hide-missing.ts'
import { checkReadCondition, placeToRead } from './place-to-read.ts'

export const HeadObject = operation(s3.HeadObject, {
  asks: (input, _names, parts, call) =>
    onTaggedObject(input.VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', input, parts, call),
  faults: objectFaults,
  async run(input, parts, call) {
    const { versioning } = await parts.buckets.get(input.Bucket)
    const isVersioned = versioning !== 'unversioned'
    using open = await hideMissing(parts.objects.open(input.Bucket, input.Key, input.VersionId), input, parts, call)
    checkReadCondition(open.object, input, isVersioned)
    const place = placeToRead(open, input)
    return {
      ...renderObject(open.object, isVersioned, input.ChecksumMode === 'ENABLED'),
      ContentLength: place.untilByte - place.fromByte,
      ContentRange: place.ContentRange,
      PartsCount: place.PartsCount,
    }
  },
})
