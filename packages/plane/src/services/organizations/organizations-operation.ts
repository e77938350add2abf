import type { MemberAccounts } from '../../domain/organization/member-accounts.ts'
import type { OrganizationPolicies } from '../../domain/organization/organization-policies.ts'
import type { OrganizationUnits } from '../../domain/organization/organization-units.ts'
import type { Organizations } from '../../domain/organization/organizations.ts'
import type { ResourceTags } from '../../domain/tag/resource-tags.ts'
import { operationsOf } from '../operation.ts'

/** All that operations of Organizations can reach. */
export interface OrganizationsParts {
  readonly organizations: Organizations
  readonly units: OrganizationUnits
  readonly accounts: MemberAccounts
  readonly policies: OrganizationPolicies
  readonly tags: ResourceTags
}

export const operation = operationsOf<OrganizationsParts>()
