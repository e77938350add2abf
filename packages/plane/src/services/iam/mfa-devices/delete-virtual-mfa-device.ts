import { AwsFault } from '@hostler/wire/aws-fault'
import * as iam from '@hostler/wire/models/iam'
import { mfaDeviceFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { mayOnDevice } from './mfa-asks.ts'

export const DeleteVirtualMFADevice = operation(iam.DeleteVirtualMFADevice, {
  asks: ({ SerialNumber }, _, parts, call) => mayOnDevice(SerialNumber, 'DeleteVirtualMFADevice', parts, call),
  faults: {
    ...mfaDeviceFaults,
    'mfa-device.conflict': () =>
      new AwsFault('DeleteConflict', 409, 'MFA VirtualDevice in use. Must deactivate first.'),
  },
  async run({ SerialNumber }, { mfaDevices }, call) {
    await mfaDevices.delete(call, SerialNumber)
    return {}
  },
})
