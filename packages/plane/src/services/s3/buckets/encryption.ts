import * as s3 from '@hostler/wire/models/s3'

import { onBucket } from '../asks.ts'
import { bucketFaults, malformedXml, notImplemented } from '../errors.ts'
import { operation } from '../s3-operation.ts'

/** Every object is sealed: there is no bucket without default encryption. */
export const GetBucketEncryption = operation(s3.GetBucketEncryption, {
  asks: (input, _names, parts, call) => onBucket('s3:GetEncryptionConfiguration', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }) {
    const { bucketKeyEnabled } = await buckets.get(Bucket)
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: bucketKeyEnabled }
    return { ServerSideEncryptionConfiguration: { Rules: [rule] } }
  },
})

export const PutBucketEncryption = operation(s3.PutBucketEncryption, {
  asks: (input, _names, parts, call) => onBucket('s3:PutEncryptionConfiguration', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket, ServerSideEncryptionConfiguration: { Rules } }, { buckets }) {
    const [rule] = Rules
    const byDefault = rule?.ApplyServerSideEncryptionByDefault
    if (Rules.length !== 1 || !byDefault) throw malformedXml()
    if (byDefault.SSEAlgorithm.startsWith('aws:')) throw notImplemented('SSEAlgorithm')
    if (byDefault.SSEAlgorithm !== 'AES256' || byDefault.KMSMasterKeyID !== undefined) throw malformedXml()
    await buckets.setBucketKeyEnabled(Bucket, rule.BucketKeyEnabled ?? false)
    return {}
  },
})

/** Back to the default, which is the same. */
export const DeleteBucketEncryption = operation(s3.DeleteBucketEncryption, {
  asks: (input, _names, parts, call) => onBucket('s3:PutEncryptionConfiguration', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }) {
    await buckets.setBucketKeyEnabled(Bucket, false)
    return {}
  },
})
