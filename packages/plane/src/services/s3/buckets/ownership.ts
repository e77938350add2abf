import * as s3 from '@hostler/wire/models/s3'

import { onBucket } from '../asks.ts'
import { bucketFaults } from '../errors.ts'
import { operation } from '../s3-operation.ts'
import { renderOwner } from './render-owner.ts'

/** ACLs are off, as for AWS's new buckets: the owner has everything in it. */
export const GetBucketOwnershipControls = operation(s3.GetBucketOwnershipControls, {
  asks: (input, _names, parts, call) => onBucket('s3:GetBucketOwnershipControls', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }) {
    await buckets.get(Bucket)
    return { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } }
  },
})

export const GetBucketAcl = operation(s3.GetBucketAcl, {
  asks: (input, _names, parts, call) => onBucket('s3:GetBucketAcl', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }) {
    const Owner = renderOwner((await buckets.get(Bucket)).accountId)
    return { Owner, Grants: [{ Grantee: { ...Owner, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }] }
  },
})
