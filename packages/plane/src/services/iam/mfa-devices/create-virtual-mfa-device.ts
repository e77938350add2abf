import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { requestTagKeys } from '../asks.ts'
import { entityAlreadyExists, tagFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { readTags } from '../read-tags.ts'

/** Tells the seed, once. */
export const CreateVirtualMFADevice = operation(iam.CreateVirtualMFADevice, {
  asks({ Path = '/', VirtualMFADeviceName, Tags }, names) {
    const resource = names.mfaDevice(Path + VirtualMFADeviceName)
    const context = requestTagKeys(Tags ?? [])
    const create = may('iam:CreateVirtualMFADevice', resource, { context })
    return Tags?.length ? [create, may('iam:TagMFADevice', resource, { context })] : [create]
  },
  faults: {
    ...tagFaults,
    'mfa-device.already-exists': () =>
      entityAlreadyExists('MFADevice entity at the same path and name already exists.'),
  },
  async run({ Path: path = '/', VirtualMFADeviceName: name, Tags }, { mfaDevices }, call) {
    const { device, seed } = await mfaDevices.create(call, { path, name, tags: readTags(Tags) })
    return {
      VirtualMFADevice: { SerialNumber: device.serialNumber, Base32StringSeed: Buffer.from(seed) },
    }
  },
})
