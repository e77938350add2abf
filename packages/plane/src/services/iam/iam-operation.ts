import type { AccessAdvisor, UseReport } from '../../access/access-advisor.ts'
import type { PolicySources } from '../../access/policy-sources.ts'
import type { AccessKeyUses } from '../../domain/access-key/access-key-uses.ts'
import type { UserAccessKeys } from '../../domain/access-key/user-access-keys.ts'
import type { AccountAliases } from '../../domain/account/account-aliases.ts'
import type { AccountSummary } from '../../domain/account/account-summary.ts'
import type { AccountReader } from '../../domain/account/account.ts'
import type { Groups } from '../../domain/group/groups.ts'
import type { InstanceProfiles } from '../../domain/instance-profile/instance-profiles.ts'
import type { Boundaries } from '../../domain/policy/boundaries.ts'
import type { CustomerPolicies } from '../../domain/policy/customer-policies.ts'
import type { UseReports } from '../../domain/last-use/use-reports.ts'
import type { LoginProfiles } from '../../domain/login-profile/login-profiles.ts'
import type { PasswordPolicies } from '../../domain/login-profile/password-policies.ts'
import type { MfaDevices } from '../../domain/mfa-device/mfa-devices.ts'
import type { MfaDeviceTags } from '../../domain/mfa-device/mfa-device-tags.ts'
import type { Entities } from '../../domain/policy/entity.ts'
import type { EntityPolicies } from '../../domain/policy/entity-policies.ts'
import type { EntityTags } from '../../domain/policy/entity-tags.ts'
import type { ManagedPolicies } from '../../domain/policy/managed-policies.ts'
import type { ServiceLinkedRoles } from '../../domain/role/service-linked-roles.ts'
import type { Roles } from '../../domain/role/roles.ts'
import type { Users } from '../../domain/user/users.ts'
import { operationsOf } from '../operation.ts'

/** A report, and how closely it looks. */
export interface GradedReport extends UseReport {
  /** `SERVICE_LEVEL` or `ACTION_LEVEL`. */
  readonly granularity: string
}

/** All that operations of IAM can reach. */
export interface IamParts {
  readonly accounts: Pick<AccountReader, 'find'>
  readonly users: Users
  readonly groups: Groups
  readonly accessKeys: UserAccessKeys
  readonly roles: Roles
  readonly instanceProfiles: InstanceProfiles
  readonly policies: EntityPolicies
  readonly boundaries: Boundaries
  readonly managedPolicies: ManagedPolicies
  readonly customerPolicies: CustomerPolicies
  readonly entities: Entities
  readonly tags: EntityTags
  readonly accessAdvisor: AccessAdvisor
  readonly policySources: PolicySources
  readonly serviceLinkedRoles: ServiceLinkedRoles
  readonly useReports: UseReports<GradedReport>
  readonly accessKeyUses: Pick<AccessKeyUses, 'find'>
  readonly accountAliases: AccountAliases
  summarize(accountId: string): Promise<AccountSummary>
  readonly loginProfiles: LoginProfiles
  readonly passwordPolicies: PasswordPolicies
  readonly mfaDevices: MfaDevices
  readonly mfaDeviceTags: MfaDeviceTags
}

export const operation = operationsOf<IamParts>()
