import * as s3 from '@hostler/wire/models/s3'

import { onBucket } from '../asks.ts'
import { bucketFaults } from '../errors.ts'
import { operation } from '../s3-operation.ts'

/** Agents and clients learn the bucket's region from it. */
export const HeadBucket = operation(s3.HeadBucket, {
  asks: (input, _names, parts, call) => onBucket('s3:ListBucket', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }, call) {
    const { region } = await buckets.get(Bucket)
    return { BucketRegion: region, BucketArn: call.names.bucket(Bucket), AccessPointAlias: false }
  },
})
