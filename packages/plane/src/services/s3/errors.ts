// Every error that operations of S3 answer, one function each. Sentences are AWS's; docs/fidelity/s3.md tells which are
// from memory.
import { AwsFault } from '@hostler/wire/aws-fault'
import type { DomainError } from '../../domain/basics/errors.ts'
import { DeleteMarkerFound } from '../../domain/object/find-version.ts'
import type { Faults } from '../operation.ts'

type Members = Readonly<Record<string, string>>

function fault(code: string, status: number, message: string, members: Members = {}, headers: Members = {}): AwsFault {
  return new AwsFault(code, status, message, { members, headers })
}

export const accessDenied = () => fault('AccessDenied', 403, 'Access Denied')

export const noSuchBucket = (name: string) =>
  fault('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: name })

export const noSuchKey = (key: string) => fault('NoSuchKey', 404, 'The specified key does not exist.', { Key: key })

/** The bucket is elsewhere: clients sign for its region and come again. */
export function wrongRegion(given: string, region: string): AwsFault {
  const message = `The authorization header is malformed; the region '${given}' is wrong; expecting '${region}'`
  return fault('AuthorizationHeaderMalformed', 400, message, { Region: region }, { 'x-amz-bucket-region': region })
}

export const notModified = (headers: Members) => fault('NotModified', 304, 'Not Modified', {}, headers)

export const preconditionFailed = (condition: string) =>
  fault('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  })

export const invalidRange = (range: string, sizeBytes: number) =>
  fault(
    'InvalidRange',
    416,
    'The requested range is not satisfiable',
    { RangeRequested: range, ActualObjectSize: String(sizeBytes) },
    { 'content-range': `bytes */${sizeBytes}` },
  )

export const invalidArgument = (message: string, name: string, value: string) =>
  fault('InvalidArgument', 400, message, { ArgumentName: name, ArgumentValue: value.slice(0, 256) })

export const invalidRequest = (message: string) => fault('InvalidRequest', 400, message)

export const malformedXml = () =>
  fault(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  )

/** @param what a header or parameter that asks for what is not here */
export const notImplemented = (what: string) =>
  fault('NotImplemented', 501, 'A header you provided implies functionality that is not implemented', { Header: what })

export const aclNotSupported = () => fault('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs')

export const illegalLocation = (constraint: string) =>
  fault(
    'IllegalLocationConstraintException',
    400,
    `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  )

export const noSuchConfiguration = {
  policy: (name: string) => fault('NoSuchBucketPolicy', 404, 'The bucket policy does not exist', { BucketName: name }),
  tags: (name: string) => fault('NoSuchTagSet', 404, 'The TagSet does not exist', { BucketName: name }),
  lifecycle: (name: string) =>
    fault('NoSuchLifecycleConfiguration', 404, 'The lifecycle configuration does not exist', { BucketName: name }),
  publicAccessBlock: (name: string) =>
    fault('NoSuchPublicAccessBlockConfiguration', 404, 'The public access block configuration was not found', {
      BucketName: name,
    }),
}

export const malformedPolicy = (message: string) => fault('MalformedPolicy', 400, message)

export const bucketFaults: Faults = {
  'bucket.not-found': ({ id }) => noSuchBucket(id),
  'bucket-name.invalid': ({ id }) =>
    fault('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName: id }),
  'tag.invalid': ({ message }) => fault('InvalidTag', 400, message),
  'tag.limit-exceeded': () => fault('BadRequest', 400, 'Object tags cannot be greater than 10'),
}

export const createBucketFaults: Faults = {
  ...bucketFaults,
  'bucket.already-exists': ({ id }) =>
    fault(
      'BucketAlreadyExists',
      409,
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      { BucketName: id },
    ),
  'own-bucket.already-exists': ({ id }) =>
    fault(
      'BucketAlreadyOwnedByYou',
      409,
      'Your previous request to create the named bucket succeeded and you already own it.',
      { BucketName: id },
    ),
  'bucket.limit-exceeded': () => fault('TooManyBuckets', 400, 'You have attempted to create more buckets than allowed'),
}

export const deleteBucketFaults: Faults = {
  ...bucketFaults,
  'bucket.conflict': ({ id }) =>
    fault('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty', { BucketName: id }),
}

const entityTooLarge = () => fault('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size')

/** Of every operation on objects. */
export const objectFaults: Faults = {
  ...bucketFaults,
  'object-key.invalid': ({ id }) => invalidArgument('The specified key is not valid.', 'key', id),
  'object-key.limit-exceeded': ({ id }) =>
    fault('KeyTooLongError', 400, 'Your key is too long', {
      Size: String(Buffer.byteLength(id)),
      MaxSizeAllowed: '1024',
    }),
  'object.not-found': ({ id }) => noSuchKey(id),
  'object-version.not-found': ({ id }) =>
    fault('NoSuchVersion', 404, 'The specified version does not exist.', { Key: id }),
  'version-id.invalid': ({ id }) => invalidArgument('Invalid version id specified', 'versionId', id),
  'delete-marker.not-found': error => ofMarker(error, noSuchKey(error.id)),
  'delete-marker.denied': error =>
    ofMarker(
      error,
      fault(
        'MethodNotAllowed',
        405,
        'The specified method is not allowed against this resource.',
        { Method: 'GET', ResourceType: 'DeleteMarker' },
        { allow: 'DELETE' },
      ),
    ),
  'object-condition.conflict': () => preconditionFailed('If-Match'),
}

function ofMarker(error: DomainError, { code, status, message, members, headers }: AwsFault): AwsFault {
  if (!(error instanceof DeleteMarkerFound)) return noSuchKey(error.id)
  const { versionId, modifiedAt } = error.marker
  const told = {
    'x-amz-delete-marker': 'true',
    'x-amz-version-id': versionId,
    'last-modified': modifiedAt.toUTCString(),
  }
  return new AwsFault(code, status, message, { members, headers: { ...headers, ...told } })
}

/** Of operations that take an object's bytes or facts. */
export const writeFaults: Faults = {
  ...objectFaults,
  'object.limit-exceeded': entityTooLarge,
  'part.limit-exceeded': entityTooLarge,
  'object-metadata.limit-exceeded': ({ id }) =>
    fault('MetadataTooLarge', 400, 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: id,
      MaxSizeAllowed: '2048',
    }),
}

export const copyFaults: Faults = {
  ...writeFaults,
  'copy-condition.conflict': () => preconditionFailed('x-amz-copy-source-If-'),
  'copy-source.limit-exceeded': () =>
    invalidRequest('The specified copy source is larger than the maximum allowable size for a copy source: 5368709120'),
  'copy.invalid': () =>
    invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    ),
}

export const uploadFaults: Faults = {
  ...writeFaults,
  'upload.not-found': ({ id }) =>
    fault(
      'NoSuchUpload',
      404,
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      { UploadId: id },
    ),
  'part-number.invalid': ({ id }) =>
    invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', id),
  'parts.invalid': malformedXml,
  'part-order.invalid': () =>
    fault(
      'InvalidPartOrder',
      400,
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
    ),
  'part.not-found': ({ id }) =>
    fault(
      'InvalidPart',
      400,
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      { PartNumber: id },
    ),
  'part.invalid': ({ id }) =>
    fault('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
      PartNumber: id,
      MinSizeAllowed: '5242880',
    }),
}

/** There is no room for more bytes: worth another try when there is. */
export const storageFull = () =>
  fault('InsufficientStorage', 507, 'There is no room left where the bytes of objects are kept.')
