import { createHash } from 'node:crypto'
import { testRegion } from '@hostler/testkit/test-plane'
import type { Input } from './input.ts'

/** A request as it is sent: S3's operations are told by method, path, query and headers. */
function sent(target: string, body = '', headers: Readonly<Record<string, string>> = {}): Input {
  const [method, path] = target.split(' ') as [string, string]
  return { method, target: path, body, headers }
}

/** Uploads of the world: one with a part of a known etag to complete, one to abort, one that stays open. */
export interface WorldUpload {
  readonly id: string
  readonly etag: string
  readonly toAbort: string
  readonly open: string
}

/** Made in the world: a bucket with versions, and a key. */
export const bucket = 'kit-bucket'
export const key = 'kit/key'

const object = `/${bucket}/${key}`
const policyOf = (effect: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: effect,
      Principal: { AWS: '*' },
      Action: 's3:GetBucketLogging',
      Resource: `arn:aws:s3:::${bucket}`,
    },
  })
const tagging = '<Tagging><TagSet><Tag><Key>team</Key><Value>a</Value></Tag></TagSet></Tagging>'
const lifecycle =
  '<LifecycleConfiguration><Rule><ID>a</ID><Filter><Prefix>old/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>9</Days></Expiration></Rule></LifecycleConfiguration>'
const encryption =
  '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>'
const block =
  '<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>'
const toDelete = '<Delete><Object><Key>gone</Key></Object></Delete>'

export function s3Inputs(upload: WorldUpload): Record<string, Input> {
  const completed = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${upload.etag}</ETag></Part></CompleteMultipartUpload>`
  return {
    AbortMultipartUpload: sent(`DELETE ${object}?uploadId=${upload.toAbort}`),
    CompleteMultipartUpload: sent(`POST ${object}?uploadId=${upload.id}`, completed),
    CopyObject: sent(`PUT /${bucket}/copy`, '', { 'x-amz-copy-source': object }),
    CreateBucket: sent(
      'PUT /another-bucket',
      `<CreateBucketConfiguration><LocationConstraint>${testRegion}</LocationConstraint></CreateBucketConfiguration>`,
    ),
    CreateMultipartUpload: sent(`POST ${object}?uploads`),
    DeleteBucket: sent('DELETE /kit-empty-bucket'),
    DeleteBucketEncryption: sent(`DELETE /${bucket}?encryption`),
    DeleteBucketLifecycle: sent(`DELETE /${bucket}?lifecycle`),
    DeleteBucketPolicy: sent(`DELETE /${bucket}?policy`),
    DeleteBucketTagging: sent(`DELETE /${bucket}?tagging`),
    DeleteObject: sent(`DELETE ${object}`),
    DeleteObjectTagging: sent(`DELETE ${object}-tagged?tagging`),
    DeleteObjects: sent(`POST /${bucket}?delete`, toDelete, { 'content-md5': md5Of(toDelete) }),
    DeletePublicAccessBlock: sent(`DELETE /${bucket}?publicAccessBlock`),
    GetBucketAcl: sent(`GET /${bucket}?acl`),
    GetBucketEncryption: sent(`GET /${bucket}?encryption`),
    GetBucketLifecycleConfiguration: sent(`GET /${bucket}?lifecycle`),
    GetBucketLocation: sent(`GET /${bucket}?location`),
    GetBucketOwnershipControls: sent(`GET /${bucket}?ownershipControls`),
    GetBucketPolicy: sent(`GET /${bucket}?policy`),
    GetBucketPolicyStatus: sent(`GET /${bucket}?policyStatus`),
    GetBucketTagging: sent(`GET /${bucket}?tagging`),
    GetBucketVersioning: sent(`GET /${bucket}?versioning`),
    GetObject: sent(`GET ${object}`),
    GetObjectAttributes: sent(`GET ${object}?attributes`, '', { 'x-amz-object-attributes': 'ETag' }),
    GetObjectTagging: sent(`GET ${object}?tagging`),
    GetPublicAccessBlock: sent(`GET /${bucket}?publicAccessBlock`),
    HeadBucket: sent(`HEAD /${bucket}`),
    HeadObject: sent(`HEAD ${object}`),
    ListBuckets: sent('GET /'),
    ListMultipartUploads: sent(`GET /${bucket}?uploads`),
    ListObjectVersions: sent(`GET /${bucket}?versions`),
    ListObjects: sent(`GET /${bucket}`),
    ListObjectsV2: sent(`GET /${bucket}?list-type=2`),
    ListParts: sent(`GET ${object}?uploadId=${upload.open}`),
    PutBucketEncryption: sent(`PUT /${bucket}?encryption`, encryption),
    PutBucketLifecycleConfiguration: sent(`PUT /${bucket}?lifecycle`, lifecycle),
    PutBucketPolicy: sent(`PUT /${bucket}?policy`, policyOf('Deny')),
    PutBucketTagging: sent(`PUT /${bucket}?tagging`, tagging),
    PutBucketVersioning: sent(
      `PUT /${bucket}?versioning`,
      '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
    ),
    PutObject: sent(`PUT /${bucket}/put`, 'bytes'),
    PutObjectTagging: sent(`PUT ${object}?tagging`, tagging),
    PutPublicAccessBlock: sent(`PUT /${bucket}?publicAccessBlock`, block),
    UploadPart: sent(`PUT ${object}?partNumber=2&uploadId=${upload.open}`, 'part'),
    UploadPartCopy: sent(`PUT ${object}?partNumber=3&uploadId=${upload.open}`, '', { 'x-amz-copy-source': object }),
  }
}

function md5Of(text: string): string {
  return createHash('md5').update(text).digest('base64')
}
