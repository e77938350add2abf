import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { memberFaults } from '../errors.ts'
import { AwsFault } from '@hostler/wire/aws-fault'
import { renderOrganization } from '../render.ts'
import { operation } from '../organizations-operation.ts'

/** The calling account becomes the management account, which none of its policies will ever bind. */
export const CreateOrganization = operation(organizations.CreateOrganization, {
  asks: (_, __, parts, call) => mayOrganize('CreateOrganization', [], parts, call),
  faults: {
    ...memberFaults,
    'organization.already-exists': () =>
      new AwsFault('AlreadyInOrganizationException', 400, 'The AWS account is already a member of an organization.'),
  },
  async run({ FeatureSet }, parts, call) {
    const featureSet = FeatureSet === 'CONSOLIDATED_BILLING' ? FeatureSet : 'ALL'
    return { Organization: renderOrganization(await parts.organizations.create(call, featureSet)) }
  },
})
