// Buckets and objects of the world: what S3's inputs name.
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { bucket, key, type WorldUpload } from './s3-inputs.ts'

export function s3Of(plane: TestPlane): S3Client {
  const { credentials } = plane.admin
  return new S3Client({
    endpoint: plane.url,
    region: testRegion,
    forcePathStyle: true,
    credentials,
    systemClockOffset: plane.clock.offsetMs,
  })
}

/** A bucket with everything that can be read of one, an object in it, and uploads that are open. */
export async function makeObjects(plane: TestPlane): Promise<WorldUpload> {
  const s3 = s3Of(plane)
  const Bucket = bucket
  for (const name of [bucket, 'kit-empty-bucket']) {
    const LocationConstraint = testRegion as 'eu-west-1'
    await s3.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { LocationConstraint } }))
  }
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  const Statement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:GetBucketLogging',
    Resource: `arn:aws:s3:::${bucket}`,
  }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'team', Value: 'a' }] } }))
  const Rules = [{ ID: 'a', Status: 'Enabled' as const, Filter: { Prefix: 'old/' }, Expiration: { Days: 9 } }]
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))
  for (const Key of [key, `${key}-tagged`]) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'bytes' }))
  const begin = async () => (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: key }))).UploadId!
  const [id, toAbort, open] = [await begin(), await begin(), await begin()]
  const part = { Bucket, Key: key, UploadId: id, PartNumber: 1, Body: 'part' }
  const { ETag } = await s3.send(new UploadPartCommand(part))
  s3.destroy()
  return { id, etag: ETag!.replaceAll('"', ''), toAbort, open }
}
