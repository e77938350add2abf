import * as iam from '@hostler/wire/models/iam'
import { mfaCodeFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { deviceOwner, mayOnOwner } from './mfa-asks.ts'

export const ResyncMFADevice = operation(iam.ResyncMFADevice, {
  asks: ({ UserName }, _, parts, call) => mayOnOwner(UserName, 'ResyncMFADevice', parts, call),
  faults: mfaCodeFaults,
  async run({ UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 }, { mfaDevices }, call) {
    const owner = deviceOwner(UserName, call)
    await mfaDevices.resync(call, owner, SerialNumber, [AuthenticationCode1, AuthenticationCode2])
    return {}
  },
})
