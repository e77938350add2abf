import * as s3 from '@hostler/wire/models/s3'

import { decodeUriText } from '@hostler/wire/protocols/rest-xml/request-target'
import { onObject, requestTags } from '../asks.ts'
import { copyFaults, invalidArgument } from '../errors.ts'
import { quoted, readContent, readMetadata, readTagging, shownVersionId } from '../object-facts.ts'
import { refuseUnsupported } from '../refuse-unsupported.ts'
import { operation } from '../s3-operation.ts'
import { readCondition } from './place-to-read.ts'
import { writeCondition } from './put-object.ts'

export const CopyObject = operation(s3.CopyObject, {
  async asks(input, _names, parts, call) {
    const source = readCopySource(input.CopySource)
    const tags = input.TaggingDirective === 'REPLACE' ? readTagging(input.Tagging) : new Map<string, string>()
    const from = {
      Bucket: source.bucket,
      Key: source.key,
      ...(input.ExpectedSourceBucketOwner !== undefined && { ExpectedBucketOwner: input.ExpectedSourceBucketOwner }),
    }
    const context = requestTags(tags)
    return [
      ...(await onObject(source.versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', from, parts, call)),
      ...(await onObject('s3:PutObject', input, parts, call, context)),
      ...(tags.size > 0 ? await onObject('s3:PutObjectTagging', input, parts, call, context) : []),
    ]
  },
  faults: copyFaults,
  async run(input, { buckets, objects }, call) {
    refuseUnsupported(call)
    const target = await buckets.get(input.Bucket)
    const source = readCopySource(input.CopySource)
    const { versioning } = await buckets.get(source.bucket)
    const condition = writeCondition(input)
    const isReplaced = input.MetadataDirective === 'REPLACE'
    const { source: read, copy } = await objects.copy(call, {
      source: {
        ...source,
        condition: readCondition({
          ...(input.CopySourceIfMatch !== undefined && { IfMatch: input.CopySourceIfMatch }),
          ...(input.CopySourceIfNoneMatch !== undefined && { IfNoneMatch: input.CopySourceIfNoneMatch }),
          ...(input.CopySourceIfModifiedSince && { IfModifiedSince: input.CopySourceIfModifiedSince }),
          ...(input.CopySourceIfUnmodifiedSince && { IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince }),
        }),
      },
      target: { bucket: input.Bucket, key: input.Key, ...(condition && { condition }) },
      ...(isReplaced && { described: { content: readContent(input), metadata: readMetadata(input.Metadata) } }),
      ...(input.TaggingDirective === 'REPLACE' && { tags: readTagging(input.Tagging) }),
      isSealedAnew: input.ServerSideEncryption !== undefined,
    })
    return {
      CopyObjectResult: { ETag: quoted(copy.etag), LastModified: copy.modifiedAt },
      CopySourceVersionId: shownVersionId(read, versioning !== 'unversioned'),
      VersionId: shownVersionId(copy, target.versioning !== 'unversioned'),
      ServerSideEncryption: 'AES256',
    }
  },
})

/** `bucket/key?versionId=…`, percent-encoded, with or without a slash in front. Throws InvalidArgument. */
export function readCopySource(given: string): {
  readonly bucket: string
  readonly key: string
  readonly versionId?: string
} {
  const [path = '', versionId] = given.split('?versionId=', 2)
  const decoded = decodeUriText(path)?.replace(/^\//, '') ?? ''
  const slash = decoded.indexOf('/')
  if (slash <= 0 || slash === decoded.length - 1) {
    const message = 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey'
    throw invalidArgument(message, 'x-amz-copy-source', given)
  }
  const named = { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1) }
  return versionId === undefined ? named : { ...named, versionId }
}
