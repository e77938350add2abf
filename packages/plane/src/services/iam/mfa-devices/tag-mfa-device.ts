import * as iam from '@hostler/wire/models/iam'
import { requestTagKeys } from '../asks.ts'
import { mfaDeviceFaults, tagFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { readTags } from '../read-tags.ts'
import { mayOnDevice } from './mfa-asks.ts'

export const TagMFADevice = operation(iam.TagMFADevice, {
  asks: ({ SerialNumber, Tags }, _, parts, call) =>
    mayOnDevice(SerialNumber, 'TagMFADevice', parts, call, requestTagKeys(Tags)),
  faults: { ...mfaDeviceFaults, ...tagFaults },
  async run({ SerialNumber, Tags }, { mfaDeviceTags }, { accountId }) {
    await mfaDeviceTags.put(accountId, SerialNumber, readTags(Tags))
    return {}
  },
})
