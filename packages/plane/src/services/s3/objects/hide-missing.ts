import { may } from '../../../access/ask.ts'
import { ownedBucket } from '../../../access/owned-bucket.ts'
import { DomainError } from '../../../domain/basics/errors.ts'
import type { Call } from '../../operation.ts'
import { accessDenied } from '../errors.ts'
import type { S3Parts } from '../s3-operation.ts'

/** Whether a key is there is for those to know who may list the bucket; others are denied. */
export async function hideMissing<T>(
  found: Promise<T>,
  { Bucket }: { readonly Bucket: string },
  { buckets }: S3Parts,
  call: Call,
): Promise<T> {
  try {
    return await found
  } catch (error) {
    if (!(error instanceof DomainError) || error.key !== 'object.not-found') throw error
    const owned = ownedBucket(await buckets.get(Bucket), call.caller)
    if (await call.allows(may('s3:ListBucket', call.names.bucket(Bucket), { owned }))) throw error
    throw accessDenied()
  }
}
