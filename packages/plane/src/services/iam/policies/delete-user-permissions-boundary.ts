import * as iam from '@hostler/wire/models/iam'
import { mayChangePolicies, userNamed } from '../asks.ts'
import { noSuchEntity, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const DeleteUserPermissionsBoundary = operation(iam.DeleteUserPermissionsBoundary, {
  asks: ({ UserName }, _, parts, call) =>
    mayChangePolicies(userNamed(UserName, call), 'DeleteUserPermissionsBoundary', parts, call),
  faults: {
    ...userFaults,
    'boundary.not-found': ({ id }) => noSuchEntity(`User ${id} does not have a permission boundary attached`),
  },
  async run({ UserName }, { boundaries }, call) {
    await boundaries.delete(userNamed(UserName, call))
    return {}
  },
})
