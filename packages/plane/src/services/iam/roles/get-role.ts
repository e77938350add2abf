import * as iam from '@hostler/wire/models/iam'
import { mayOn, roleNamed } from '../asks.ts'
import { roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { renderRole } from '../render.ts'

export const GetRole = operation(iam.GetRole, {
  asks: ({ RoleName }, _, parts, call) => mayOn(roleNamed(RoleName, call), 'GetRole', parts, call),
  faults: roleFaults,
  async run({ RoleName }, { roles, tags }, call) {
    const role = await roles.get(call.accountId, RoleName)
    return { Role: await renderRole(role, roles, await tags.list(roleNamed(RoleName, call))) }
  },
})
