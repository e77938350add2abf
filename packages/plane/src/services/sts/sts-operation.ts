import type { AccessKeyReader } from '../../domain/access-key/access-key.ts'
import type { AccountReader } from '../../domain/account/account.ts'
import type { MfaDevices } from '../../domain/mfa-device/mfa-devices.ts'
import type { AuthorizationMessages } from '../../access/authorization-messages.ts'
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
  readonly mfaDevices: Pick<MfaDevices, 'verifyCode'>
  readonly accounts: Pick<AccountReader, 'find'>
  readonly accessKeys: Pick<AccessKeyReader, 'find'>
  readonly authorizationMessages: Pick<AuthorizationMessages, 'decode'>
  readonly sessionTokens: Pick<SessionTokens, 'issue'>
}

export const operation = operationsOf<StsParts>()
