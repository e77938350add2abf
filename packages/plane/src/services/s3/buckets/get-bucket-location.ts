import * as s3 from '@hostler/wire/models/s3'

import { onBucket } from '../asks.ts'
import { bucketFaults } from '../errors.ts'
import { operation } from '../s3-operation.ts'

/** Empty for us-east-1, as ever. */
export const GetBucketLocation = operation(s3.GetBucketLocation, {
  asks: (input, _names, parts, call) => onBucket('s3:GetBucketLocation', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }) {
    const { region } = await buckets.get(Bucket)
    return { LocationConstraint: region === 'us-east-1' ? '' : region }
  },
})
