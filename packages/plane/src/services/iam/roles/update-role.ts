import * as iam from '@hostler/wire/models/iam'
import { mayOn, roleNamed } from '../asks.ts'
import { roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const UpdateRole = operation(iam.UpdateRole, {
  asks: ({ RoleName }, _, parts, call) => mayOn(roleNamed(RoleName, call), 'UpdateRole', parts, call),
  faults: roleFaults,
  async run({ RoleName, Description, MaxSessionDuration }, { roles }, call) {
    await roles.update(call, RoleName, {
      ...(Description !== undefined && { description: Description }),
      ...(MaxSessionDuration !== undefined && { maxSessionSeconds: MaxSessionDuration }),
    })
    return {}
  },
})
