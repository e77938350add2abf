// What authorisation needs to know of an organization. The organization's domain implements it; without one nobody is
// bound by anything here.
import type { NamedPolicy } from '@hostler/policy/index'

/** Levels from the organization's root to the account, each with the policies attached there. */
export type PolicyLevels = readonly (readonly NamedPolicy[])[]

export interface Membership {
  /** `o-…` */
  readonly organizationId: string
  /** `o-…/r-…/ou-…/`: the value of `aws:PrincipalOrgPaths`. */
  readonly path: string
}

export interface OrganizationPolicies {
  /**
   * Service control policies that bind an account's principals, its root included; undefined when none do: there is no
   * organization, it has that type switched off, or the account is the management account.
   */
  scpsFor(accountId: string): Promise<PolicyLevels | undefined>
  /** Resource control policies that protect an account's resources; undefined as for {@link scpsFor}. */
  rcpsFor(accountId: string): Promise<PolicyLevels | undefined>
  membershipOf(accountId: string): Promise<Membership | undefined>
}

/** A plane whose accounts are in no organization. */
export const noOrganization: OrganizationPolicies = {
  scpsFor: () => Promise.resolve(undefined),
  rcpsFor: () => Promise.resolve(undefined),
  membershipOf: () => Promise.resolve(undefined),
}
