import * as s3 from '@hostler/wire/models/s3'

import { isPublicPolicy } from '@hostler/policy/index'
import { onBucket } from '../asks.ts'
import { accessDenied, bucketFaults, malformedPolicy, noSuchConfiguration } from '../errors.ts'
import { operation } from '../s3-operation.ts'
import { checkBucketPolicy } from './check-bucket-policy.ts'

export const GetBucketPolicy = operation(s3.GetBucketPolicy, {
  asks: (input, _names, parts, call) => onBucket('s3:GetBucketPolicy', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }) {
    const { policy } = await buckets.get(Bucket)
    if (policy === undefined) throw noSuchConfiguration.policy(Bucket)
    return { Policy: policy }
  },
})

export const PutBucketPolicy = operation(s3.PutBucketPolicy, {
  asks: (input, _names, parts, call) => onBucket('s3:PutBucketPolicy', input, parts, call),
  faults: {
    ...bucketFaults,
    'policy.invalid': ({ message }) => malformedPolicy(message),
    'bucket-policy.limit-exceeded': () => malformedPolicy('Policies must be at most 20480 bytes'),
  },
  async run({ Bucket, Policy }, { buckets, language }) {
    const { publicAccessBlock } = await buckets.get(Bucket)
    language.check(Policy, 'resource')
    checkBucketPolicy(Policy, Bucket)
    if (publicAccessBlock?.blockPublicPolicy && isPublicPolicy(Policy)) throw accessDenied()
    await buckets.setPolicy(Bucket, Policy)
    return {}
  },
})

export const DeleteBucketPolicy = operation(s3.DeleteBucketPolicy, {
  asks: (input, _names, parts, call) => onBucket('s3:DeleteBucketPolicy', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }) {
    await buckets.setPolicy(Bucket, undefined)
    return {}
  },
})

export const GetBucketPolicyStatus = operation(s3.GetBucketPolicyStatus, {
  asks: (input, _names, parts, call) => onBucket('s3:GetBucketPolicyStatus', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }) {
    const { policy } = await buckets.get(Bucket)
    if (policy === undefined) throw noSuchConfiguration.policy(Bucket)
    return { PolicyStatus: { IsPublic: isPublicPolicy(policy) } }
  },
})
