import * as s3 from '@hostler/wire/models/s3'

import { onTaggedObject, requestTags } from '../asks.ts'
import { objectFaults } from '../errors.ts'
import { readTagSet, renderTagSet, shownVersionId } from '../object-facts.ts'
import { operation } from '../s3-operation.ts'

const versioned = (action: string, { VersionId }: { readonly VersionId?: string }) =>
  VersionId === undefined ? `s3:${action}Tagging` : `s3:${action}VersionTagging`

export const GetObjectTagging = operation(s3.GetObjectTagging, {
  asks: (input, _names, parts, call) => onTaggedObject(versioned('GetObject', input), input, parts, call),
  faults: objectFaults,
  async run({ Bucket, Key, VersionId }, { buckets, objects }) {
    const { versioning } = await buckets.get(Bucket)
    const object = await objects.get(Bucket, Key, VersionId)
    return { TagSet: renderTagSet(object.tags), VersionId: shownVersionId(object, versioning !== 'unversioned') }
  },
})

export const PutObjectTagging = operation(s3.PutObjectTagging, {
  asks: (input, _names, parts, call) => {
    const context = requestTags(readTagSet(input.Tagging.TagSet))
    return onTaggedObject(versioned('PutObject', input), input, parts, call, context)
  },
  faults: objectFaults,
  async run({ Bucket, Key, VersionId, Tagging }, { buckets, objects }) {
    const { versioning } = await buckets.get(Bucket)
    const object = await objects.setTags(Bucket, Key, VersionId, readTagSet(Tagging.TagSet))
    return { VersionId: shownVersionId(object, versioning !== 'unversioned') }
  },
})

export const DeleteObjectTagging = operation(s3.DeleteObjectTagging, {
  asks: (input, _names, parts, call) => onTaggedObject(versioned('DeleteObject', input), input, parts, call),
  faults: objectFaults,
  async run({ Bucket, Key, VersionId }, { buckets, objects }) {
    const { versioning } = await buckets.get(Bucket)
    const object = await objects.setTags(Bucket, Key, VersionId, new Map())
    return { VersionId: shownVersionId(object, versioning !== 'unversioned') }
  },
})
