// What a bucket says about who may do what: its own policy, and whether it shuts outsiders out whatever that says.
import { isPublicPolicy } from '@hostler/policy/index'
import type { OwnedResource } from './policy-gathering.ts'
import type { Bucket } from '../domain/bucket/bucket.ts'
import type { Caller } from '../identity/caller.ts'
import { compileCached } from '../identity/principals.ts'

export function ownedBucket({ name, accountId, policy, publicAccessBlock }: Bucket, caller: Caller): OwnedResource {
  const isOutsider = caller.accountId !== accountId
  // A public policy of a restricted bucket lets in nobody from elsewhere, not even those whom it names.
  const isShut =
    isOutsider && publicAccessBlock?.restrictPublicBuckets && policy !== undefined && isPublicPolicy(policy)
  return {
    accountId,
    kind: 'policy',
    ...(policy !== undefined &&
      !isShut && { policy: { id: `arn:aws:s3:::${name}`, policy: compileCached(policy, 'resource') } }),
  }
}
