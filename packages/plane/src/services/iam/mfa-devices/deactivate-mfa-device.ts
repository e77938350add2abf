import * as iam from '@hostler/wire/models/iam'
import { mfaDeviceFaults, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { deviceOwner, mayOnOwner } from './mfa-asks.ts'

/** Takes a device from its user; sessions that were got with it go on. */
export const DeactivateMFADevice = operation(iam.DeactivateMFADevice, {
  asks: ({ UserName }, _, parts, call) => mayOnOwner(UserName, 'DeactivateMFADevice', parts, call),
  faults: { ...userFaults, ...mfaDeviceFaults },
  async run({ UserName, SerialNumber }, { mfaDevices }, call) {
    await mfaDevices.deactivate(call, deviceOwner(UserName, call), SerialNumber)
    return {}
  },
})
