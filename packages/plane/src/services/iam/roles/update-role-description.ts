import * as iam from '@hostler/wire/models/iam'
import { mayOn, roleNamed } from '../asks.ts'
import { roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { renderRole } from '../render.ts'

export const UpdateRoleDescription = operation(iam.UpdateRoleDescription, {
  asks: ({ RoleName }, _, parts, call) => mayOn(roleNamed(RoleName, call), 'UpdateRoleDescription', parts, call),
  faults: roleFaults,
  async run({ RoleName, Description }, { roles }, call) {
    const role = await roles.update(call, RoleName, { description: Description })
    return { Role: await renderRole(role, roles) }
  },
})
