import * as s3 from '@hostler/wire/models/s3'

import { onBucket } from '../asks.ts'
import { createBucketFaults, illegalLocation } from '../errors.ts'
import { readTagSet } from '../object-facts.ts'
import { refuseUnsupported } from '../refuse-unsupported.ts'
import { operation } from '../s3-operation.ts'

/** In the region that the request is signed for. Outside of us-east-1 it must be named too, as AWS has it. */
export const CreateBucket = operation(s3.CreateBucket, {
  asks: (input, _names, parts, call) =>
    onBucket('s3:CreateBucket', { Bucket: input.Bucket }, { ...parts, buckets: unasked(parts.buckets) }, call, {
      's3:locationconstraint': input.CreateBucketConfiguration?.LocationConstraint,
    }),
  faults: createBucketFaults,
  async run({ Bucket, CreateBucketConfiguration }, { buckets }, call) {
    refuseUnsupported(call)
    const constraint = CreateBucketConfiguration?.LocationConstraint
    if ((constraint ?? 'us-east-1') !== call.region) throw illegalLocation(constraint ?? 'unspecified')
    await buckets.create(call, { name: Bucket, tags: readTagSet(CreateBucketConfiguration?.Tags) })
    return { Location: `/${Bucket}`, BucketArn: call.names.bucket(Bucket) }
  },
})

/** A name that somebody has is found out when it is taken. */
function unasked<T extends object>(buckets: T): T & { find(): Promise<undefined> } {
  return { ...buckets, find: () => Promise.resolve(undefined) }
}
