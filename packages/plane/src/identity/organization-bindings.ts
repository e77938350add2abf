// What an organization means for the accounts in it: which of its policies bind them, and where they stand. Held in
// memory and thrown away when an organization changes.
import type { NamedPolicy } from '@hostler/policy/index'
import type { Organization, OrganizationPolicyType } from '../domain/organization/organization.ts'
import { policyArn } from '../domain/organization/organization-names.ts'
import { pathTo, policiesAt } from '../domain/organization/organization-tree.ts'
import type { Reader } from '../domain/storage.ts'
import type { NotifyingStorage } from '../storage/notify-changes.ts'
import { compileCached } from './principals.ts'

/** Levels from the organization's root to the account, each with the policies attached there. */
export type PolicyLevels = readonly (readonly NamedPolicy[])[]

export interface OrganizationBinding {
  /** `o-…` */
  readonly organizationId: string
  /** `o-…/r-…/ou-…/`: the value of `aws:PrincipalOrgPaths`. */
  readonly path: string
  /**
   * Service control policies that bind the account's principals, its root included; undefined when none do: the type is
   * switched off, or the account is the management account.
   */
  readonly scps?: PolicyLevels
  /** Resource control policies that protect the account's resources; undefined as `scps`. */
  readonly rcps?: PolicyLevels
}

export interface OrganizationBindings {
  /** Undefined for an account in no organization. */
  of(accountId: string): Promise<OrganizationBinding | undefined>
}

/** Reads again when an organization has changed. */
export function createOrganizationBindings(read: Reader, storage: NotifyingStorage): OrganizationBindings {
  let bindings: Promise<ReadonlyMap<string, OrganizationBinding>> | undefined
  storage.onChange(nouns => {
    if (nouns.has('organizations')) bindings = undefined
  })
  return {
    async of(accountId) {
      const known = (bindings ??= read.organizations.list().then(list => new Map(list.flatMap(bindingsIn))))
      try {
        return (await known).get(accountId)
      } catch (error) {
        // What could not be read is read again the next time.
        if (bindings === known) bindings = undefined
        throw error
      }
    },
  }
}

function bindingsIn(organization: Organization): readonly (readonly [string, OrganizationBinding])[] {
  return organization.accounts.map(({ id }) => {
    const path = pathTo(organization, id).filter(({ type }) => type !== 'ACCOUNT')
    const binding = {
      organizationId: organization.id,
      path: `${[organization.id, ...path.map(place => place.id)].join('/')}/`,
      ...(id !== organization.managementAccountId && {
        scps: levelsOf(organization, id, 'SERVICE_CONTROL_POLICY'),
        rcps: levelsOf(organization, id, 'RESOURCE_CONTROL_POLICY'),
      }),
    }
    return [id, binding]
  })
}

function levelsOf(
  organization: Organization,
  accountId: string,
  type: OrganizationPolicyType,
): PolicyLevels | undefined {
  if (!organization.policyTypes.includes(type)) return undefined
  const kind = type === 'SERVICE_CONTROL_POLICY' ? 'scp' : 'rcp'
  return pathTo(organization, accountId).map(place =>
    policiesAt(organization, place.id, type).map(policy => {
      const arn = policyArn(organization, policy)
      return { id: arn, arn, policy: compileCached(policy.content, kind) }
    }),
  )
}
