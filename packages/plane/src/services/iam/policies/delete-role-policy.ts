import * as iam from '@hostler/wire/models/iam'
import { mayChangePolicies, roleNamed } from '../asks.ts'
import { noSuchRolePolicy, roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const DeleteRolePolicy = operation(iam.DeleteRolePolicy, {
  asks: ({ RoleName }, _, parts, call) => mayChangePolicies(roleNamed(RoleName, call), 'DeleteRolePolicy', parts, call),
  faults: { ...roleFaults, 'inline-policy.not-found': noSuchRolePolicy },
  async run({ RoleName, PolicyName }, { policies }, call) {
    await policies.deleteInline(roleNamed(RoleName, call), PolicyName)
    return {}
  },
})
