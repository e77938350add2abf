import * as s3 from '@hostler/wire/models/s3'

import { onObject } from '../asks.ts'
import { invalidRequest, uploadFaults } from '../errors.ts'
import { quoted } from '../object-facts.ts'
import { refuseUnsupported } from '../refuse-unsupported.ts'
import { operation } from '../s3-operation.ts'
import { takeBody } from '../summed-bytes.ts'

export const UploadPart = operation(s3.UploadPart, {
  asks: (input, _names, parts, call) => onObject('s3:PutObject', input, parts, call),
  faults: uploadFaults,
  async run({ Bucket, Key, UploadId, PartNumber, Body }, { uploads, kept }, call) {
    refuseUnsupported(call)
    const name = { bucket: Bucket, key: Key, id: UploadId }
    const { checksum: wanted } = await uploads.get(name)
    const body = await takeBody(Body, call, kept, wanted?.algorithm)
    if (wanted && body.checksum?.algorithm !== wanted.algorithm) {
      kept.forget([body.taken.stored.id])
      throw invalidRequest(`Checksum Type mismatch occurred, expected checksum Type: ${wanted.algorithm.toLowerCase()}`)
    }
    const piece = await uploads.putPart(call, name, { number: PartNumber, ...body })
    return {
      ETag: quoted(piece.md5),
      ServerSideEncryption: 'AES256',
      ...(piece.checksum && { [`Checksum${piece.checksum.algorithm}`]: piece.checksum.value }),
    }
  },
})
