import * as s3 from '@hostler/wire/models/s3'

import { AwsFault } from '@hostler/wire/aws-fault'
import { claimedChecksum } from '@hostler/wire/checksums/claimed-checksum'
import { sumBody } from '@hostler/wire/checksums/sum-body'
import { headersOf } from '@hostler/wire/protocols/rest-xml/headers-of'
import { anyone } from '../../../access/ask.ts'
import { DomainError } from '../../../domain/basics/errors.ts'
import type { Deleted } from '../../../domain/object/delete-object.ts'
import type { Call } from '../../operation.ts'
import { onObject } from '../asks.ts'
import { invalidRequest, malformedXml, objectFaults } from '../errors.ts'
import { operation, type S3Parts } from '../s3-operation.ts'

const keysMax = 1_000

/** Permission is asked for each key on its own, and what fails is told for each: nothing is done without an answer. */
export const DeleteObjects = operation(s3.DeleteObjects, {
  asks: () => anyone,
  faults: objectFaults,
  async run({ Bucket, Delete, ExpectedBucketOwner }, parts, call) {
    await checkBody(call)
    if (Delete.Objects.length === 0 || Delete.Objects.length > keysMax) throw malformedXml()
    const bucket = { Bucket, ...(ExpectedBucketOwner !== undefined && { ExpectedBucketOwner }) }
    const answers = await Promise.all(Delete.Objects.map(object => deleteOne(object, bucket, parts, call)))
    const deleted = answers.filter(answer => 'Key' in answer && !('Code' in answer))
    return {
      ...(!Delete.Quiet && { Deleted: deleted }),
      Errors: answers.filter((answer): answer is s3.Error => 'Code' in answer),
    }
  },
})

/** The document must be what was signed: a digest of it is required. */
async function checkBody(call: Call): Promise<void> {
  const headers = headersOf(call.request)
  const claim = claimedChecksum(headers)
  if (!claim && headers['content-md5'] === undefined) {
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*')
  }
  if (!claim) return
  const { bytes } = sumBody(once(call.request.body), claim.algorithm, { checksum: claim, trailers: call.trailers })
  for await (const _ of bytes);
}

async function* once(body: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(body)
}

async function deleteOne(
  { Key, VersionId, ETag }: s3.ObjectIdentifier,
  bucket: { readonly Bucket: string },
  parts: S3Parts,
  call: Call,
): Promise<s3.DeletedObject | s3.Error> {
  const named = { Key, ...(VersionId !== undefined && { VersionId }) }
  try {
    const action = VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'
    for (const ask of await onObject(action, { ...bucket, Key }, parts, call, { 's3:versionid': VersionId })) {
      await call.require(ask)
    }
    const condition = ETag === undefined ? {} : { ifMatch: ETag }
    const object = { key: Key, ...(VersionId !== undefined && { versionId: VersionId }), ...condition }
    return { ...named, ...render(await parts.objects.delete(call, bucket.Bucket, object), VersionId) }
  } catch (error) {
    const { code, message } = faultOf(error)
    return { ...named, Code: code, Message: message }
  }
}

function render({ versionId, isDeleteMarker }: Deleted, asked: string | undefined): s3.DeletedObject {
  if (!isDeleteMarker) return {}
  return { DeleteMarker: true, DeleteMarkerVersionId: versionId, ...(asked !== undefined && { VersionId: asked }) }
}

/** Throws what concerns the bucket as a whole, and what nobody expects. */
function faultOf(error: unknown): AwsFault {
  if (error instanceof AwsFault && error.code === 'AccessDenied') return error
  if (!(error instanceof DomainError) || error.key === 'bucket.not-found') throw error
  const toFault = objectFaults[error.key]
  if (!toFault) throw error
  return toFault(error)
}
