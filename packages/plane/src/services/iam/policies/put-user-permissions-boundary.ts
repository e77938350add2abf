import * as iam from '@hostler/wire/models/iam'
import { mayOn, userNamed } from '../asks.ts'
import { boundaryFaults, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const PutUserPermissionsBoundary = operation(iam.PutUserPermissionsBoundary, {
  // The key is the new boundary: that is how people are held to setting this one and no other.
  asks: ({ UserName, PermissionsBoundary }, _, parts, call) =>
    mayOn(userNamed(UserName, call), 'PutUserPermissionsBoundary', parts, call, {
      'iam:permissionsboundary': PermissionsBoundary,
    }),
  faults: { ...userFaults, ...boundaryFaults },
  async run({ UserName, PermissionsBoundary }, { boundaries }, call) {
    await boundaries.put(userNamed(UserName, call), PermissionsBoundary)
    return {}
  },
})
