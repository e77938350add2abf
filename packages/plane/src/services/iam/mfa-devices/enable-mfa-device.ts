import * as iam from '@hostler/wire/models/iam'
import { entityAlreadyExists, limitExceeded, mfaCodeFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { deviceOwner, mayOnOwner } from './mfa-asks.ts'

export const EnableMFADevice = operation(iam.EnableMFADevice, {
  asks: ({ UserName }, _, parts, call) => mayOnOwner(UserName, 'EnableMFADevice', parts, call),
  faults: {
    ...mfaCodeFaults,
    'mfa-device.conflict': () => entityAlreadyExists('MFA Device is already in use.'),
    'mfa-devices.limit-exceeded': () => limitExceeded('Cannot exceed quota for MFADevicesPerUser: 8'),
  },
  async run({ UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 }, { mfaDevices }, call) {
    const owner = deviceOwner(UserName, call)
    await mfaDevices.enable(call, owner, SerialNumber, [AuthenticationCode1, AuthenticationCode2])
    return {}
  },
})
