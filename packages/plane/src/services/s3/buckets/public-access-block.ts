import * as s3 from '@hostler/wire/models/s3'

import { onBucket } from '../asks.ts'
import { bucketFaults, noSuchConfiguration } from '../errors.ts'
import { operation } from '../s3-operation.ts'

export const GetPublicAccessBlock = operation(s3.GetPublicAccessBlock, {
  asks: (input, _names, parts, call) => onBucket('s3:GetBucketPublicAccessBlock', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }) {
    const { publicAccessBlock: block } = await buckets.get(Bucket)
    if (!block) throw noSuchConfiguration.publicAccessBlock(Bucket)
    return {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: block.blockPublicAcls,
        IgnorePublicAcls: block.ignorePublicAcls,
        BlockPublicPolicy: block.blockPublicPolicy,
        RestrictPublicBuckets: block.restrictPublicBuckets,
      },
    }
  },
})

export const PutPublicAccessBlock = operation(s3.PutPublicAccessBlock, {
  asks: (input, _names, parts, call) => onBucket('s3:PutBucketPublicAccessBlock', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket, PublicAccessBlockConfiguration: given }, { buckets }) {
    await buckets.setPublicAccessBlock(Bucket, {
      blockPublicAcls: given.BlockPublicAcls ?? false,
      ignorePublicAcls: given.IgnorePublicAcls ?? false,
      blockPublicPolicy: given.BlockPublicPolicy ?? false,
      restrictPublicBuckets: given.RestrictPublicBuckets ?? false,
    })
    return {}
  },
})

export const DeletePublicAccessBlock = operation(s3.DeletePublicAccessBlock, {
  asks: (input, _names, parts, call) => onBucket('s3:PutBucketPublicAccessBlock', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }) {
    await buckets.setPublicAccessBlock(Bucket, undefined)
    return {}
  },
})
