import * as s3 from '@hostler/wire/models/s3'

import { onObject } from '../asks.ts'
import { copyFaults, invalidArgument, preconditionFailed, uploadFaults } from '../errors.ts'
import { readCopySource } from '../objects/copy-object.ts'
import { readCondition } from '../objects/place-to-read.ts'
import { judgeRead } from '../../../domain/object/conditions.ts'
import { quoted, shownVersionId } from '../object-facts.ts'
import { refuseUnsupported } from '../refuse-unsupported.ts'
import { operation } from '../s3-operation.ts'

/** A part that is a range of another object. */
export const UploadPartCopy = operation(s3.UploadPartCopy, {
  async asks(input, _names, parts, call) {
    const { bucket, key, versionId } = readCopySource(input.CopySource)
    const read = versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion'
    return [
      ...(await onObject(read, { Bucket: bucket, Key: key }, parts, call)),
      ...(await onObject('s3:PutObject', input, parts, call)),
    ]
  },
  faults: { ...copyFaults, ...uploadFaults },
  async run(input, { buckets, objects, uploads, kept }, call) {
    refuseUnsupported(call)
    const name = { bucket: input.Bucket, key: input.Key, id: input.UploadId }
    await uploads.get(name)
    const source = readCopySource(input.CopySource)
    const { versioning } = await buckets.get(source.bucket)
    using open = await objects.open(source.bucket, source.key, source.versionId)
    const condition = readCondition({
      ...(input.CopySourceIfMatch !== undefined && { IfMatch: input.CopySourceIfMatch }),
      ...(input.CopySourceIfNoneMatch !== undefined && { IfNoneMatch: input.CopySourceIfNoneMatch }),
      ...(input.CopySourceIfModifiedSince && { IfModifiedSince: input.CopySourceIfModifiedSince }),
      ...(input.CopySourceIfUnmodifiedSince && { IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince }),
    })
    if (judgeRead(open.object, condition) !== 'met') throw preconditionFailed('x-amz-copy-source-If-')
    const [from, until] = readRange(input.CopySourceRange, open.object.sizeBytes)
    const taken = await kept.take(open.read(from, until))
    const piece = await uploads.putPart(call, name, { number: input.PartNumber, taken })
    return {
      CopyPartResult: { ETag: quoted(piece.md5), LastModified: piece.keptAt },
      CopySourceVersionId: shownVersionId(open.object, versioning !== 'unversioned'),
      ServerSideEncryption: 'AES256',
    }
  },
})

function readRange(given: string | undefined, sizeBytes: number): readonly [number, number] {
  if (given === undefined) return [0, sizeBytes]
  const [, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(given) ?? []
  const message =
    'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy'
  if (first === undefined || last === undefined) throw invalidArgument(message, 'x-amz-copy-source-range', given)
  if (Number(last) < Number(first) || Number(last) >= sizeBytes) {
    const range = `Range specified is not valid for source object of size: ${sizeBytes}`
    throw invalidArgument(range, 'x-amz-copy-source-range', given)
  }
  return [Number(first), Number(last) + 1]
}
