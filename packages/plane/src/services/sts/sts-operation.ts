import type { EntityTags } from '../../domain/policy/entity-tags.ts'
import type { ManagedPolicies } from '../../domain/policy/managed-policies.ts'
import type { PolicyLanguage } from '../../domain/policy/policy-language.ts'
import type { Roles } from '../../domain/role/roles.ts'
import type { SessionTokens } from '../../identity/session-tokens.ts'
import { operationsOf } from '../operation.ts'

/** All that operations of the Security Token Service can reach. */
export interface StsParts {
  readonly roles: Roles
  readonly tags: EntityTags
  readonly language: PolicyLanguage
  readonly managedPolicies: ManagedPolicies
  readonly sessionTokens: Pick<SessionTokens, 'issue'>
}

export const operation = operationsOf<StsParts>()
