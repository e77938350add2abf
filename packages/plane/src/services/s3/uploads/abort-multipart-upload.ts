import * as s3 from '@hostler/wire/models/s3'

import { onObject } from '../asks.ts'
import { uploadFaults } from '../errors.ts'
import { operation } from '../s3-operation.ts'

export const AbortMultipartUpload = operation(s3.AbortMultipartUpload, {
  asks: (input, _names, parts, call) => onObject('s3:AbortMultipartUpload', input, parts, call),
  faults: uploadFaults,
  async run({ Bucket, Key, UploadId }, { uploads }) {
    await uploads.abort({ bucket: Bucket, key: Key, id: UploadId })
    return {}
  },
})
