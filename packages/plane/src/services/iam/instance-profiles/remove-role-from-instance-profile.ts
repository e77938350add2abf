import * as iam from '@hostler/wire/models/iam'
import { mayOn, profileNamed } from '../asks.ts'
import { profileFaults, roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const RemoveRoleFromInstanceProfile = operation(iam.RemoveRoleFromInstanceProfile, {
  asks: ({ InstanceProfileName }, _, parts, call) =>
    mayOn(profileNamed(InstanceProfileName, call), 'RemoveRoleFromInstanceProfile', parts, call),
  faults: { ...profileFaults, ...roleFaults },
  async run({ InstanceProfileName, RoleName }, { instanceProfiles }, call) {
    await instanceProfiles.removeRole(call, InstanceProfileName, RoleName)
    return {}
  },
})
