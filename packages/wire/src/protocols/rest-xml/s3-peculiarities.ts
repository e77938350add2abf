// What S3's published model does not say, or says of clients only. Tables alone: whatever can be told from the model
// is, and nothing else in this package names an operation of S3.

/** Names of the past: the same request means another operation today. */
export const superseded: ReadonlySet<string> = new Set([
  'GetBucketLifecycle',
  'GetBucketNotification',
  'ListDirectoryBuckets',
  'PutBucketLifecycle',
  'PutBucketNotification',
])

/** Parameters that tell an operation from another with the same path and subresource. */
export const tellingParameters: Readonly<Record<string, string>> = {
  DeleteBucketAnalyticsConfiguration: 'id',
  DeleteBucketIntelligentTieringConfiguration: 'id',
  DeleteBucketInventoryConfiguration: 'id',
  DeleteBucketMetricsConfiguration: 'id',
  GetBucketAnalyticsConfiguration: 'id',
  GetBucketIntelligentTieringConfiguration: 'id',
  GetBucketInventoryConfiguration: 'id',
  GetBucketMetricsConfiguration: 'id',
}

/** Root elements of answers whose members are the document. */
export const rootElements: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: 'CompleteMultipartUploadResult',
  CreateMultipartUpload: 'InitiateMultipartUploadResult',
  DeleteObjects: 'DeleteResult',
  GetBucketAcl: 'AccessControlPolicy',
  GetBucketLifecycleConfiguration: 'LifecycleConfiguration',
  GetBucketTagging: 'Tagging',
  GetBucketVersioning: 'VersioningConfiguration',
  GetObjectAcl: 'AccessControlPolicy',
  GetObjectAttributes: 'GetObjectAttributesResponse',
  GetObjectTagging: 'Tagging',
  ListBuckets: 'ListAllMyBucketsResult',
  ListMultipartUploads: 'ListMultipartUploadsResult',
  ListObjectVersions: 'ListVersionsResult',
  ListObjects: 'ListBucketResult',
  ListObjectsV2: 'ListBucketResult',
  ListParts: 'ListPartsResult',
}

/** Answers whose one member is the root element itself. */
export const rootMembers: Readonly<Record<string, string>> = { GetBucketLocation: 'LocationConstraint' }

/** Statuses of success that the model leaves at 200. */
export const statuses: Readonly<Record<string, number>> = { PutBucketPolicy: 204, PutBucketTagging: 204 }

/** Types of bodies that are no XML. */
export const textTypes: Readonly<Record<string, string>> = { GetBucketPolicy: 'application/json' }

/** How S3 words a value that is no value of a parameter or header; wire name -> sentence. */
export const invalidValues: Readonly<Record<string, string>> = {
  'encoding-type': 'Invalid Encoding Method specified in Request',
  'max-keys': 'Provided max-keys not an integer or within integer range',
  'max-parts': 'Provided max-parts not an integer or within integer range',
  'max-uploads': 'Provided max-uploads not an integer or within integer range',
  partNumber: 'Part number must be an integer between 1 and 10000, inclusive',
  'part-number-marker': 'Provided part-number-marker not an integer or within integer range',
  'x-amz-metadata-directive': 'Unknown metadata directive.',
  'x-amz-server-side-encryption': 'The encryption method specified is not supported',
  'x-amz-tagging-directive': 'Unknown tagging directive.',
}

/** Bad values with a code of their own; wire name -> code and sentence. */
export const invalidValueCodes: Readonly<Record<string, readonly [code: string, message: string]>> = {
  'x-amz-checksum-algorithm': [
    'InvalidRequest',
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: ' +
      '[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
  ],
  'x-amz-checksum-type': ['InvalidRequest', 'Value for x-amz-checksum-type header is invalid.'],
  'x-amz-storage-class': ['InvalidStorageClass', 'The storage class you specified is not valid'],
}

/** Dates that HTTP wants ignored where they are none. */
export const forgivenDates: ReadonlySet<string> = new Set(['if-modified-since', 'if-unmodified-since'])

/** The content coding that only frames the body on its way; S3 does not keep it. */
export const transferCoding = 'aws-chunked'
