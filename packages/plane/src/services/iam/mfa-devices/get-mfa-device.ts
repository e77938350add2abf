import * as iam from '@hostler/wire/models/iam'
import { mfaDeviceFaults, noSuchEntity, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { deviceOwner, mayOnOwner } from './mfa-asks.ts'

/** A device that is enabled for the named user, else for the calling one. AWS tells it of security keys only. */
export const GetMFADevice = operation(iam.GetMFADevice, {
  asks: ({ UserName }, _, parts, call) => mayOnOwner(UserName, 'GetMFADevice', parts, call),
  faults: { ...userFaults, ...mfaDeviceFaults },
  async run({ UserName, SerialNumber }, { mfaDevices }, call) {
    const owner = deviceOwner(UserName, call)
    const devices = await mfaDevices.listByOwner(call.accountId, owner)
    const device = devices.find(({ serialNumber }) => serialNumber === SerialNumber)
    if (!device) throw noSuchEntity(`VirtualMFADevice with serial number ${SerialNumber} does not exist.`)
    return { ...(owner !== undefined && { UserName: owner }), SerialNumber, EnableDate: device.use.enabledAt }
  },
})
