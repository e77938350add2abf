import * as iam from '@hostler/wire/models/iam'
import { mayOn, profileNamed, roleNamed } from '../asks.ts'
import { limitExceeded, profileFaults, roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

/** Puts a role where EC2 finds it, so the caller must be allowed to pass that role to EC2. */
export const AddRoleToInstanceProfile = operation(iam.AddRoleToInstanceProfile, {
  async asks({ InstanceProfileName, RoleName }, _, parts, call) {
    const passed = { 'iam:passedtoservice': 'ec2.amazonaws.com' }
    return [
      ...(await mayOn(profileNamed(InstanceProfileName, call), 'AddRoleToInstanceProfile', parts, call)),
      ...(await mayOn(roleNamed(RoleName, call), 'PassRole', parts, call, passed)),
    ]
  },
  faults: {
    ...profileFaults,
    ...roleFaults,
    'profile-roles.limit-exceeded': () =>
      limitExceeded('Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1'),
  },
  async run({ InstanceProfileName, RoleName }, { instanceProfiles }, call) {
    await instanceProfiles.addRole(call, InstanceProfileName, RoleName)
    return {}
  },
})
