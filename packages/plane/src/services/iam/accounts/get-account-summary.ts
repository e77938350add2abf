import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { operation } from '../iam-operation.ts'

/** Quotas as AWS publishes them; the plane holds to those of what it has. */
const quotas = {
  AccessKeysPerUserQuota: 2,
  AssumeRolePolicySizeQuota: 2_048,
  AttachedPoliciesPerGroupQuota: 10,
  AttachedPoliciesPerRoleQuota: 10,
  AttachedPoliciesPerUserQuota: 10,
  GroupPolicySizeQuota: 5_120,
  GroupsPerUserQuota: 10,
  GroupsQuota: 300,
  InstanceProfilesQuota: 1_000,
  PoliciesQuota: 1_500,
  PolicySizeQuota: 6_144,
  PolicyVersionsInUseQuota: 10_000,
  RolePolicySizeQuota: 10_240,
  RolesQuota: 1_000,
  ServerCertificatesQuota: 20,
  SigningCertificatesPerUserQuota: 2,
  UserPolicySizeQuota: 2_048,
  UsersQuota: 5_000,
  VersionsPerPolicyQuota: 5,
}

/** What the plane has not. */
const nothing = {
  AccountPasswordPresent: 0,
  AccountSigningCertificatesPresent: 0,
  Providers: 0,
  ServerCertificates: 0,
}

/** Session tokens are good in every region. */
const GlobalEndpointTokenVersion = 2

export const GetAccountSummary = operation(iam.GetAccountSummary, {
  asks: () => [may('iam:GetAccountSummary', '*')],
  faults: {},
  async run(_input, { summarize }, { accountId }) {
    const summary = await summarize(accountId)
    return {
      SummaryMap: {
        ...quotas,
        ...nothing,
        GlobalEndpointTokenVersion,
        Users: summary.users,
        Groups: summary.groups,
        Roles: summary.roles,
        InstanceProfiles: summary.instanceProfiles,
        Policies: summary.policies,
        PolicyVersionsInUse: summary.policyVersions,
        MFADevices: summary.mfaDevices,
        MFADevicesInUse: summary.mfaDevicesInUse,
        AccountMFAEnabled: Number(summary.rootHasMfa),
        AccountAccessKeysPresent: Number(summary.rootHasAccessKeys),
      },
    }
  },
})
