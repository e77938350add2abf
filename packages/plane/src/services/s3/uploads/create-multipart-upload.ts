import * as s3 from '@hostler/wire/models/s3'

import { checksumTypes, findChecksumAlgorithm } from '@hostler/wire/checksums/algorithms'
import { impossibleType } from '@hostler/wire/checksums/checksum-faults'
import { onObject, requestTags } from '../asks.ts'
import { invalidRequest, writeFaults } from '../errors.ts'
import { readFacts, readTagging } from '../object-facts.ts'
import { refuseUnsupported } from '../refuse-unsupported.ts'
import { operation } from '../s3-operation.ts'

export const CreateMultipartUpload = operation(s3.CreateMultipartUpload, {
  async asks(input, _names, parts, call) {
    const tags = readTagging(input.Tagging)
    const asks = await onObject('s3:PutObject', input, parts, call, requestTags(tags))
    return tags.size > 0
      ? [...asks, ...(await onObject('s3:PutObjectTagging', input, parts, call, requestTags(tags)))]
      : asks
  },
  faults: writeFaults,
  async run(input, { uploads }, call) {
    refuseUnsupported(call)
    const checksum = readChecksum(input)
    const facts = readFacts(input)
    const upload = await uploads.create(call, {
      bucket: input.Bucket,
      key: input.Key,
      ...facts,
      ...(checksum && { checksum }),
    })
    return {
      Bucket: input.Bucket,
      Key: input.Key,
      UploadId: upload.id,
      ServerSideEncryption: 'AES256',
      ChecksumAlgorithm: checksum?.algorithm,
      ChecksumType: checksum?.type,
    }
  },
})

function readChecksum({ ChecksumAlgorithm, ChecksumType }: s3.CreateMultipartUploadRequest) {
  if (ChecksumAlgorithm === undefined) {
    if (ChecksumType === undefined) return undefined
    throw invalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.')
  }
  const algorithm = findChecksumAlgorithm(ChecksumAlgorithm)
  if (!algorithm) throw invalidRequest('Checksum algorithm provided is unsupported.')
  const types = checksumTypes(algorithm)
  const type = types.find(each => each === (ChecksumType ?? types[0]))
  if (!type) throw impossibleType(algorithm, ChecksumType as (typeof types)[number])
  return { algorithm, type }
}
