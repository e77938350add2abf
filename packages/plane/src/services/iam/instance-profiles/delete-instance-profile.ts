import * as iam from '@hostler/wire/models/iam'
import { mayOn, profileNamed } from '../asks.ts'
import { profileFaults, profileInUse } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const DeleteInstanceProfile = operation(iam.DeleteInstanceProfile, {
  asks: ({ InstanceProfileName }, _, parts, call) =>
    mayOn(profileNamed(InstanceProfileName, call), 'DeleteInstanceProfile', parts, call),
  faults: { ...profileFaults, 'profile-membership.conflict': profileInUse },
  async run({ InstanceProfileName }, { instanceProfiles }, call) {
    await instanceProfiles.delete(call, InstanceProfileName)
    return {}
  },
})
