import * as s3 from '@hostler/wire/models/s3'

import type { OpenObject } from '../../../domain/object/open-object.ts'
import { onTaggedObject } from '../asks.ts'
import { objectFaults } from '../errors.ts'
import { renderObject } from '../object-facts.ts'
import { operation } from '../s3-operation.ts'
import { hideMissing } from './hide-missing.ts'
import { checkReadCondition, placeToRead } from './place-to-read.ts'

export const GetObject = operation(s3.GetObject, {
  asks: (input, _names, parts, call) =>
    onTaggedObject(input.VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', input, parts, call),
  faults: objectFaults,
  async run(input, parts, call) {
    const { versioning } = await parts.buckets.get(input.Bucket)
    const open = await hideMissing(parts.objects.open(input.Bucket, input.Key, input.VersionId), input, parts, call)
    try {
      const isVersioned = versioning !== 'unversioned'
      checkReadCondition(open.object, input, isVersioned)
      const place = placeToRead(open, input)
      const isWhole = place.ContentRange === undefined
      return {
        ...renderObject(open.object, isVersioned, input.ChecksumMode === 'ENABLED' && isWhole),
        ...overrides(input),
        ContentLength: place.untilByte - place.fromByte,
        ContentRange: place.ContentRange,
        PartsCount: place.PartsCount,
        Body: bytesOf(open, place.fromByte, place.untilByte),
      }
    } catch (error) {
      open[Symbol.dispose]()
      throw error
    }
  },
})

/** The object stays open until its bytes have gone out, or nobody wants them any more. */
async function* bytesOf(open: OpenObject, fromByte: number, untilByte: number): AsyncGenerator<Buffer> {
  try {
    yield* open.read(fromByte, untilByte)
  } finally {
    open[Symbol.dispose]()
  }
}

function overrides(input: s3.GetObjectRequest) {
  const given = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
    Expires: input.ResponseExpires?.toUTCString(),
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}
