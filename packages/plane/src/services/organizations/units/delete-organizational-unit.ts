import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { AwsFault } from '@hostler/wire/aws-fault'
import { unitFaults } from '../errors.ts'
import { operation } from '../organizations-operation.ts'

export const DeleteOrganizationalUnit = operation(organizations.DeleteOrganizationalUnit, {
  asks: ({ OrganizationalUnitId }, _, parts, call) =>
    mayOrganize('DeleteOrganizationalUnit', [OrganizationalUnitId], parts, call),
  faults: {
    ...unitFaults,
    'unit.conflict': () =>
      new AwsFault(
        'OrganizationalUnitNotEmptyException',
        400,
        'The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and try the operation again.',
      ),
  },
  async run({ OrganizationalUnitId }, parts, call) {
    await parts.units.delete(call, OrganizationalUnitId)
    return {}
  },
})
