import * as s3 from '@hostler/wire/models/s3'

import { onBucket } from '../asks.ts'
import { bucketFaults, malformedXml, notImplemented } from '../errors.ts'
import { operation } from '../s3-operation.ts'

export const GetBucketVersioning = operation(s3.GetBucketVersioning, {
  asks: (input, _names, parts, call) => onBucket('s3:GetBucketVersioning', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }) {
    const { versioning } = await buckets.get(Bucket)
    if (versioning === 'unversioned') return {}
    return { Status: versioning === 'enabled' ? 'Enabled' : 'Suspended' }
  },
})

export const PutBucketVersioning = operation(s3.PutBucketVersioning, {
  asks: (input, _names, parts, call) => onBucket('s3:PutBucketVersioning', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket, VersioningConfiguration: { Status, MFADelete } }, { buckets }) {
    if (MFADelete === 'Enabled') throw notImplemented('MfaDelete')
    if (Status !== 'Enabled' && Status !== 'Suspended') throw malformedXml()
    await buckets.setVersioning(Bucket, Status === 'Enabled' ? 'enabled' : 'suspended')
    return {}
  },
})
