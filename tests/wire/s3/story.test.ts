// Buckets and objects as clients use them, from the first bucket to its end.
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { rawCall } from '@hostler/testkit/raw-call'
import { refusal } from '@hostler/testkit/refusal'
import type { TestCredentials } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { hash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let plane: TestPlane
let s3: S3Client
beforeAll(async () => {
  plane = await startTestPlane()
  s3 = s3As(plane.admin.credentials)
})
afterAll(() => plane.close())

function s3As(credentials: TestCredentials): S3Client {
  const systemClockOffset = plane.clock.offsetMs
  const config = { endpoint: plane.url, region: testRegion, forcePathStyle: true, credentials, systemClockOffset }
  return new S3Client({ ...config, maxAttempts: 1 })
}

async function makeBucket(Bucket: string): Promise<string> {
  const LocationConstraint = testRegion
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }))
  return Bucket
}

const textOf = async (Bucket: string, Key: string, more: object = {}) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body!.transformToString()

describe('a bucket', () => {
  test('is made, found, told of and deleted', async () => {
    const Bucket = await makeBucket('v1')
    expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe(testRegion)
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe(testRegion)
    const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
    expect(ServerSideEncryptionConfiguration!.Rules![0]).toMatchObject({
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
    })
    expect((await s3.send(new ListBucketsCommand({}))).Buckets!.map(({ Name }) => Name)).toContain(Bucket)
    await s3.send(new PutObjectCommand({ Bucket, Key: 'control-channel/x', Body: 'a' }))
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket })))).toMatchObject({ code: 'BucketNotEmpty' })
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'control-channel/x' }))
    await s3.send(new DeleteBucketCommand({ Bucket }))
    expect(await refusal(s3.send(new ListObjectsV2Command({ Bucket })))).toMatchObject({ code: 'NoSuchBucket' })
  })

  test('lets others in by its policy, and nobody in whom it denies', async () => {
    const Bucket = await makeBucket('shared')
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'shared' }))
    const other = await plane.account('other')
    const get = () => s3As(other.credentials).send(new GetObjectCommand({ Bucket, Key: 'k' }))
    expect(await refusal(get())).toMatchObject({ code: 'AccessDenied', message: 'Access Denied' })
    const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` }
    const put = (...Statement: object[]) =>
      s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }))
    await put({ ...allow, Principal: { AWS: other.accountId } })
    expect(await (await get()).Body!.transformToString()).toBe('shared')
    await put({ ...allow, Principal: { AWS: other.accountId } }, { ...allow, Effect: 'Deny', Principal: '*' })
    expect(await refusal(get())).toMatchObject({ code: 'AccessDenied' })
    expect(await refusal(put({ ...allow, Principal: '*' }))).toMatchObject({ code: 'AccessDenied' })
  })
})

describe('an object', () => {
  test('is put, read in parts and on conditions, copied and deleted', async () => {
    const Bucket = await makeBucket('objects')
    const Key = '../a//ü ?&#.txt'
    const Metadata = { who: 'ada' }
    const input = { Bucket, Key, Body: '0123456789', ContentType: 'text/plain', Metadata, Tagging: 'team=red' }
    const { ETag } = await s3.send(new PutObjectCommand({ ...input, ChecksumAlgorithm: 'SHA256' }))
    expect(ETag).toBe('"781e5e245d69b566979b86e28d23f2c7"')
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
    expect(head).toMatchObject({
      ContentLength: 10,
      ContentType: 'text/plain',
      Metadata,
      ServerSideEncryption: 'AES256',
    })
    expect(head.ChecksumSHA256).toBe(hash('sha256', '0123456789', 'base64'))
    expect(await textOf(Bucket, Key, { Range: 'bytes=2-4' })).toBe('234')
    expect(await textOf(Bucket, Key, { Range: 'bytes=-3' })).toBe('789')
    expect(await refusal(textOf(Bucket, Key, { Range: 'bytes=10-' }))).toMatchObject({ code: 'InvalidRange' })
    expect(await refusal(textOf(Bucket, Key, { IfMatch: '"x"' }))).toMatchObject({ code: 'PreconditionFailed' })
    const copy = { Bucket, Key: 'copy', CopySource: encodeURIComponent(`${Bucket}/${Key}`) }
    await s3.send(new CopyObjectCommand(copy))
    expect(await textOf(Bucket, 'copy')).toBe('0123456789')
    const tags = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'copy' }))
    expect(tags.TagSet).toEqual([{ Key: 'team', Value: 'red' }])
    const Objects = [{ Key }, { Key: 'copy' }, { Key: 'never' }]
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
    expect(Deleted!.map(each => each.Key)).toEqual([Key, 'copy', 'never'])
    expect(await refusal(textOf(Bucket, Key))).toMatchObject({ code: 'NoSuchKey' })
  })

  test('is put once only, where that is asked', async () => {
    const Bucket = await makeBucket('once')
    const put = () => s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'a', IfNoneMatch: '*' }))
    await put()
    expect(await refusal(put())).toMatchObject({ code: 'PreconditionFailed', status: 412 })
  })

  test('comes in parts', async () => {
    const Bucket = await makeBucket('parts')
    const name = { Bucket, Key: 'big' }
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(name))
    const bodies = [Buffer.alloc(5 * 1024 ** 2, 'a'), Buffer.from('end')]
    const Parts = await Promise.all(
      bodies.map(async (Body, i) => {
        const part = { ...name, UploadId, PartNumber: i + 1, Body }
        return { PartNumber: i + 1, ETag: (await s3.send(new UploadPartCommand(part))).ETag! }
      }),
    )
    const complete = { ...name, UploadId, MultipartUpload: { Parts } }
    const { ETag } = await s3.send(new CompleteMultipartUploadCommand(complete))
    expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/)
    expect(await textOf(Bucket, 'big', { Range: `bytes=${5 * 1024 ** 2 - 1}-` })).toBe('aend')
    expect(await textOf(Bucket, 'big', { PartNumber: 2 })).toBe('end')
  })

  test('keeps what it was where its bucket keeps versions: overwriting and deleting harm nothing', async () => {
    const Bucket = await makeBucket('versions')
    const VersioningConfiguration = { Status: 'Enabled' } as const
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: 'session.log', Body: 'truth' }))
    await s3.send(new PutObjectCommand({ Bucket, Key: 'session.log', Body: '' }))
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'session.log' }))
    expect(await refusal(textOf(Bucket, 'session.log'))).toMatchObject({ code: 'NoSuchKey' })
    expect(await textOf(Bucket, 'session.log', { VersionId })).toBe('truth')
    const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
    expect([Versions!.length, DeleteMarkers!.length]).toEqual([2, 1])
  })

  test('is listed by folders and page by page', async () => {
    const Bucket = await makeBucket('listed')
    for (const Key of ['a/1', 'a/2', 'b', 'c/1']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: '' }))
    const top = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }))
    expect(top.CommonPrefixes!.map(({ Prefix }) => Prefix)).toEqual(['a/', 'c/'])
    expect(top.Contents!.map(({ Key }) => Key)).toEqual(['b'])
    const keys: string[] = []
    let ContinuationToken: string | undefined
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1, ContinuationToken }))
      keys.push(...page.Contents!.map(({ Key }) => Key!))
      ContinuationToken = page.NextContinuationToken
    } while (ContinuationToken !== undefined && keys.length < 9)
    expect(keys).toEqual(['a/1', 'a/2', 'b', 'c/1'])
  })

  test('is read by whoever has a URL that was signed for it, as long as that lives', async () => {
    const Bucket = await makeBucket('presigned')
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'for you' }))
    const command = new GetObjectCommand({ Bucket, Key: 'k' })
    const signingDate = plane.clock.now()
    const url = new URL(await getSignedUrl(s3, command, { expiresIn: 3_600, signingDate }))
    const read = () => rawCall(plane.url, { method: 'GET', target: url.pathname + url.search })
    expect((await read()).text).toBe('for you')
    const old = { method: 'GET', target: `/${Bucket}/k?AWSAccessKeyId=AKIA&Signature=x&Expires=9999999999` }
    expect(await rawCall(plane.url, old)).toMatchObject({
      status: 400,
      text: expect.stringContaining('AWS4-HMAC-SHA256'),
    })
    await plane.clock.advance({ minutes: 61 })
    const late = await read()
    expect([late.status, late.text]).toEqual([403, expect.stringContaining('Request has expired')])
  })
})
