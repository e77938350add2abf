// The list of operations of S3.
import { CreateBucket } from './buckets/create-bucket.ts'
import { DeleteBucket } from './buckets/delete-bucket.ts'
import { GetBucketEncryption, PutBucketEncryption, DeleteBucketEncryption } from './buckets/encryption.ts'
import { GetBucketLocation } from './buckets/get-bucket-location.ts'
import { HeadBucket } from './buckets/head-bucket.ts'
import {
  GetBucketLifecycleConfiguration,
  PutBucketLifecycleConfiguration,
  DeleteBucketLifecycle,
} from './buckets/lifecycle.ts'
import { ListBuckets } from './buckets/list-buckets.ts'
import { GetBucketOwnershipControls, GetBucketAcl } from './buckets/ownership.ts'
import { GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy, GetBucketPolicyStatus } from './buckets/policy.ts'
import { GetPublicAccessBlock, PutPublicAccessBlock, DeletePublicAccessBlock } from './buckets/public-access-block.ts'
import { GetBucketTagging, PutBucketTagging, DeleteBucketTagging } from './buckets/tagging.ts'
import { GetBucketVersioning, PutBucketVersioning } from './buckets/versioning.ts'
import { CopyObject } from './objects/copy-object.ts'
import { DeleteObject } from './objects/delete-object.ts'
import { DeleteObjects } from './objects/delete-objects.ts'
import { GetObjectAttributes } from './objects/get-object-attributes.ts'
import { GetObject } from './objects/get-object.ts'
import { HeadObject } from './objects/head-object.ts'
import { ListObjectsV2, ListObjects, ListObjectVersions } from './objects/listing.ts'
import { PutObject } from './objects/put-object.ts'
import { GetObjectTagging, PutObjectTagging, DeleteObjectTagging } from './objects/tagging.ts'
import { AbortMultipartUpload } from './uploads/abort-multipart-upload.ts'
import { CompleteMultipartUpload } from './uploads/complete-multipart-upload.ts'
import { CreateMultipartUpload } from './uploads/create-multipart-upload.ts'
import { ListMultipartUploads } from './uploads/list-multipart-uploads.ts'
import { ListParts } from './uploads/list-parts.ts'
import { UploadPartCopy } from './uploads/upload-part-copy.ts'
import { UploadPart } from './uploads/upload-part.ts'

export const s3Operations = [
  AbortMultipartUpload,
  CompleteMultipartUpload,
  CopyObject,
  CreateBucket,
  CreateMultipartUpload,
  DeleteBucket,
  DeleteBucketEncryption,
  DeleteBucketLifecycle,
  DeleteBucketPolicy,
  DeleteBucketTagging,
  DeleteObject,
  DeleteObjectTagging,
  DeleteObjects,
  DeletePublicAccessBlock,
  GetBucketAcl,
  GetBucketEncryption,
  GetBucketLifecycleConfiguration,
  GetBucketLocation,
  GetBucketOwnershipControls,
  GetBucketPolicy,
  GetBucketPolicyStatus,
  GetBucketTagging,
  GetBucketVersioning,
  GetObject,
  GetObjectAttributes,
  GetObjectTagging,
  GetPublicAccessBlock,
  HeadBucket,
  HeadObject,
  ListBuckets,
  ListMultipartUploads,
  ListObjectVersions,
  ListObjects,
  ListObjectsV2,
  ListParts,
  PutBucketEncryption,
  PutBucketLifecycleConfiguration,
  PutBucketPolicy,
  PutBucketTagging,
  PutBucketVersioning,
  PutObject,
  PutObjectTagging,
  PutPublicAccessBlock,
  UploadPart,
  UploadPartCopy,
]
