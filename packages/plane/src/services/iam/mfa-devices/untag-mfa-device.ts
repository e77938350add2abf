import * as iam from '@hostler/wire/models/iam'
import { mfaDeviceFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { mayOnDevice } from './mfa-asks.ts'

export const UntagMFADevice = operation(iam.UntagMFADevice, {
  asks: ({ SerialNumber, TagKeys }, _, parts, call) =>
    mayOnDevice(SerialNumber, 'UntagMFADevice', parts, call, { 'aws:tagkeys': TagKeys }),
  faults: mfaDeviceFaults,
  async run({ SerialNumber, TagKeys }, { mfaDeviceTags }, { accountId }) {
    await mfaDeviceTags.remove(accountId, SerialNumber, TagKeys)
    return {}
  },
})
