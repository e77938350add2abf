import * as s3 from '@hostler/wire/models/s3'

import { checkFacts, checkKey } from '../../../domain/object/check-object.ts'
import type { WriteCondition } from '../../../domain/object/conditions.ts'
import { onObject, requestTags } from '../asks.ts'
import { notImplemented, preconditionFailed, writeFaults } from '../errors.ts'
import { quoted, readFacts, readTagging, shownVersionId } from '../object-facts.ts'
import { refuseUnsupported } from '../refuse-unsupported.ts'
import { operation } from '../s3-operation.ts'
import { renderChecksum, takeBody } from '../summed-bytes.ts'

export const PutObject = operation(s3.PutObject, {
  async asks(input, _names, parts, call) {
    const tags = readTagging(input.Tagging)
    const context = requestTags(tags)
    const asks = await onObject('s3:PutObject', input, parts, call, context)
    return tags.size > 0 ? [...asks, ...(await onObject('s3:PutObjectTagging', input, parts, call, context))] : asks
  },
  faults: { ...writeFaults, 'object-condition.conflict': () => preconditionFailed('If-None-Match') },
  async run(input, { buckets, objects, kept }, call) {
    refuseUnsupported(call)
    const { Bucket: bucket, Key: key, Body } = input
    const facts = readFacts(input)
    const condition = writeCondition(input)
    // Before the bytes are taken: what is refused need not be sent.
    checkKey(key)
    checkFacts(facts)
    const { versioning } = await buckets.get(bucket)
    const body = await takeBody(Body, call, kept)
    const object = await objects.put(call, { bucket, key, ...facts, ...body, ...(condition && { condition }) })
    return {
      ETag: quoted(object.etag),
      VersionId: shownVersionId(object, versioning !== 'unversioned'),
      ServerSideEncryption: 'AES256',
      Size: undefined,
      ...renderChecksum(object.checksum),
    }
  },
})

/** What the key must be like for a write. Throws NotImplemented for other etags in `If-None-Match` than `*`. */
export function writeCondition({
  IfMatch,
  IfNoneMatch,
}: {
  readonly IfMatch?: string
  readonly IfNoneMatch?: string
}): WriteCondition | undefined {
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') throw notImplemented('If-None-Match')
  if (IfMatch === undefined && IfNoneMatch === undefined) return undefined
  return { mustBeNew: IfNoneMatch !== undefined, ifMatch: IfMatch }
}
