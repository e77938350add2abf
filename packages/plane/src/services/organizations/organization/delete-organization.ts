import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { AwsFault } from '@hostler/wire/aws-fault'
import { memberFaults } from '../errors.ts'
import { operation } from '../organizations-operation.ts'

export const DeleteOrganization = operation(organizations.DeleteOrganization, {
  asks: (_, __, parts, call) => mayOrganize('DeleteOrganization', [], parts, call),
  faults: {
    ...memberFaults,
    'organization.conflict': () =>
      new AwsFault(
        'OrganizationNotEmptyException',
        400,
        "The organization isn't empty. To delete an organization, you must first remove all accounts except the management account, delete all OUs, and delete all policies.",
      ),
  },
  async run(_, parts, call) {
    await parts.organizations.delete(call)
    return {}
  },
})
