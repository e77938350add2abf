import * as s3 from '@hostler/wire/models/s3'

import { onBucket } from '../asks.ts'
import { bucketFaults, noSuchConfiguration } from '../errors.ts'
import { readTagSet, renderTagSet } from '../object-facts.ts'
import { operation } from '../s3-operation.ts'

export const GetBucketTagging = operation(s3.GetBucketTagging, {
  asks: (input, _names, parts, call) => onBucket('s3:GetBucketTagging', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }) {
    const { tags } = await buckets.get(Bucket)
    if (tags.size === 0) throw noSuchConfiguration.tags(Bucket)
    return { TagSet: renderTagSet(tags) }
  },
})

export const PutBucketTagging = operation(s3.PutBucketTagging, {
  asks: (input, _names, parts, call) => onBucket('s3:PutBucketTagging', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket, Tagging }, { buckets }) {
    await buckets.setTags(Bucket, readTagSet(Tagging.TagSet))
    return {}
  },
})

export const DeleteBucketTagging = operation(s3.DeleteBucketTagging, {
  asks: (input, _names, parts, call) => onBucket('s3:PutBucketTagging', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }) {
    await buckets.setTags(Bucket, new Map())
    return {}
  },
})
