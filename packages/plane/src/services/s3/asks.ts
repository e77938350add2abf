// Questions about buckets and objects: by their names, with S3's condition keys, the bucket's owner and policy.
import { headersOf } from '@hostler/wire/protocols/rest-xml/headers-of'
import { type Ask, type AskContext, may, tagContext } from '../../access/ask.ts'
import { ownedBucket } from '../../access/owned-bucket.ts'
import type { Bucket } from '../../domain/bucket/bucket.ts'
import type { Tags } from '../../domain/tag/tag.ts'
import type { Call } from '../operation.ts'
import { accessDenied, wrongRegion } from './errors.ts'
import type { S3Parts } from './s3-operation.ts'

export interface BucketInput {
  readonly Bucket: string
  readonly ExpectedBucketOwner?: string
}

export interface ObjectInput extends BucketInput {
  readonly Key: string
}

export async function onBucket(
  action: string,
  input: BucketInput,
  parts: S3Parts,
  call: Call,
  context: AskContext = {},
): Promise<Ask[]> {
  const bucket = await bucketHere(input, parts, call)
  return [askOf(action, call.names.bucket(input.Bucket), bucket, call, context)]
}

export async function onObject(
  action: string,
  input: ObjectInput,
  parts: S3Parts,
  call: Call,
  context: AskContext = {},
): Promise<Ask[]> {
  const bucket = await bucketHere(input, parts, call)
  return [askOf(action, call.names.object(input.Bucket, input.Key), bucket, call, context)]
}

/** As {@link onObject}, with the tags that the object has. */
export async function onTaggedObject(
  action: string,
  input: ObjectInput & { readonly VersionId?: string },
  parts: S3Parts,
  call: Call,
  context: AskContext = {},
): Promise<Ask[]> {
  const tags = await tagsOf(input, parts)
  return onObject(action, input, parts, call, {
    's3:versionid': input.VersionId,
    ...tagContext(tags, 's3:existingobjecttag/'),
    ...context,
  })
}

/** Tags that a request brings for an object. */
export function requestTags(tags: Tags): AskContext {
  return {
    ...tagContext(tags, 's3:requestobjecttag/'),
    ...(tags.size > 0 && { 's3:requestobjecttagkeys': [...tags.keys()] }),
  }
}

function askOf(action: string, resource: string, bucket: Bucket | undefined, call: Call, context: AskContext): Ask {
  const owned = bucket && ownedBucket(bucket, call.caller)
  return may(action, resource, { context: { ...requestKeys(call, bucket), ...context }, ...(owned && { owned }) })
}

/** Throws for a bucket of another region than the request is signed for, and of another owner than it expects. */
async function bucketHere(input: BucketInput, { buckets }: S3Parts, call: Call): Promise<Bucket | undefined> {
  const bucket = await buckets.find(input.Bucket)
  if (!bucket) return undefined
  if (bucket.region !== call.region && call.caller.kind !== 'unsigned') throw wrongRegion(call.region, bucket.region)
  if (input.ExpectedBucketOwner !== undefined && input.ExpectedBucketOwner !== bucket.accountId) throw accessDenied()
  return bucket
}

async function tagsOf({ Bucket, Key, VersionId }: ObjectInput & { VersionId?: string }, { objects }: S3Parts) {
  try {
    const found = await objects.find(Bucket, Key, VersionId)
    return found && !found.isDeleteMarker ? found.tags : new Map<string, string>()
  } catch {
    // What cannot be named has no tags; the operation says what is wrong.
    return new Map<string, string>()
  }
}

function requestKeys(call: Call, bucket: Bucket | undefined): AskContext {
  const headers = headersOf(call.request)
  const isPresigned = call.request.headers.authorization === undefined
  return {
    's3:resourceaccount': bucket?.accountId,
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:authtype': isPresigned ? 'REST-QUERY-STRING' : 'REST-HEADER',
    's3:x-amz-content-sha256': headers['x-amz-content-sha256'],
    's3:x-amz-acl': headers['x-amz-acl'],
    's3:x-amz-server-side-encryption': headers['x-amz-server-side-encryption'],
    's3:x-amz-storage-class': headers['x-amz-storage-class'],
    's3:x-amz-copy-source': headers['x-amz-copy-source'],
    's3:x-amz-metadata-directive': headers['x-amz-metadata-directive'],
  }
}
