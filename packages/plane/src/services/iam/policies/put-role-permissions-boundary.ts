import * as iam from '@hostler/wire/models/iam'
import { mayOn, roleNamed } from '../asks.ts'
import { boundaryFaults, roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const PutRolePermissionsBoundary = operation(iam.PutRolePermissionsBoundary, {
  // The key is the new boundary: that is how people are held to setting this one and no other.
  asks: ({ RoleName, PermissionsBoundary }, _, parts, call) =>
    mayOn(roleNamed(RoleName, call), 'PutRolePermissionsBoundary', parts, call, {
      'iam:permissionsboundary': PermissionsBoundary,
    }),
  faults: { ...roleFaults, ...boundaryFaults },
  async run({ RoleName, PermissionsBoundary }, { boundaries }, call) {
    await boundaries.put(roleNamed(RoleName, call), PermissionsBoundary)
    return {}
  },
})
