import * as iam from '@hostler/wire/models/iam'
import { mayOn, roleNamed } from '../asks.ts'
import { deleteFaults, profileInUse, roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const DeleteRole = operation(iam.DeleteRole, {
  asks: ({ RoleName }, _, parts, call) => mayOn(roleNamed(RoleName, call), 'DeleteRole', parts, call),
  faults: { ...roleFaults, ...deleteFaults, 'profile-membership.conflict': profileInUse },
  async run({ RoleName }, { roles }, call) {
    await roles.delete(call, RoleName)
    return {}
  },
})
