import * as iam from '@hostler/wire/models/iam'
import { mayChangePolicies, roleNamed } from '../asks.ts'
import { noSuchEntity, roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const DeleteRolePermissionsBoundary = operation(iam.DeleteRolePermissionsBoundary, {
  asks: ({ RoleName }, _, parts, call) =>
    mayChangePolicies(roleNamed(RoleName, call), 'DeleteRolePermissionsBoundary', parts, call),
  faults: {
    ...roleFaults,
    'boundary.not-found': ({ id }) => noSuchEntity(`Role ${id} does not have a permission boundary attached`),
  },
  async run({ RoleName }, { boundaries }, call) {
    await boundaries.delete(roleNamed(RoleName, call))
    return {}
  },
})
