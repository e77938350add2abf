import * as iam from '@hostler/wire/models/iam'
import { mayOn, roleNamed } from '../asks.ts'
import { roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

/** AWS asks the service first, and takes its time. Nothing here works under such a role, so it goes at once. */
export const DeleteServiceLinkedRole = operation(iam.DeleteServiceLinkedRole, {
  asks: ({ RoleName }, _, parts, call) => mayOn(roleNamed(RoleName, call), 'DeleteServiceLinkedRole', parts, call),
  faults: roleFaults,
  run: async ({ RoleName }, { serviceLinkedRoles }, call) => ({
    DeletionTaskId: await serviceLinkedRoles.delete(call, RoleName),
  }),
})
