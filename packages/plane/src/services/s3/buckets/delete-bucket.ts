import * as s3 from '@hostler/wire/models/s3'

import { onBucket } from '../asks.ts'
import { deleteBucketFaults } from '../errors.ts'
import { operation } from '../s3-operation.ts'

export const DeleteBucket = operation(s3.DeleteBucket, {
  asks: (input, _names, parts, call) => onBucket('s3:DeleteBucket', input, parts, call),
  faults: deleteBucketFaults,
  async run({ Bucket }, { buckets }) {
    await buckets.delete(Bucket)
    return {}
  },
})
