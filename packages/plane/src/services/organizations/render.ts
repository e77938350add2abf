// Organizations, roots, units, accounts and policies as they are answered.
import type * as organizations from '@hostler/wire/models/organizations'
import type {
  AccountRequest,
  MemberAccount,
  Organization,
  OrganizationalUnit,
  OrganizationPolicy,
} from '../../domain/organization/organization.ts'
import { isAwsOwned } from '../../domain/organization/organization.ts'
import { organizationArn, placeArn, policyArn } from '../../domain/organization/organization-names.ts'
import { findAccount } from '../../domain/organization/organization-tree.ts'

export function renderOrganization(organization: Organization): organizations.Organization {
  const { id, managementAccountId, featureSet } = organization
  return {
    Id: id,
    Arn: organizationArn(organization),
    FeatureSet: featureSet,
    MasterAccountArn: placeArn(organization, managementAccountId),
    MasterAccountId: managementAccountId,
    MasterAccountEmail: findAccount(organization, managementAccountId)?.email,
    AvailablePolicyTypes: featureSet === 'ALL' ? [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] : [],
  }
}

export function renderRoot(organization: Organization): organizations.Root {
  return {
    Id: organization.rootId,
    Arn: placeArn(organization, organization.rootId),
    Name: 'Root',
    PolicyTypes: organization.policyTypes.map(Type => ({ Type, Status: 'ENABLED' })),
  }
}

export function renderUnit(
  organization: Organization,
  { id, name }: OrganizationalUnit,
): organizations.OrganizationalUnit {
  return { Id: id, Arn: placeArn(organization, id), Name: name }
}

export function renderAccount(organization: Organization, account: MemberAccount): organizations.Account {
  return {
    Id: account.id,
    Arn: placeArn(organization, account.id),
    Email: account.email,
    Name: account.name,
    Status: account.status,
    State: account.status,
    JoinedMethod: account.joinedMethod,
    JoinedTimestamp: account.joinedAt,
  }
}

export function renderRequest(request: AccountRequest): organizations.CreateAccountStatus {
  return {
    Id: request.id,
    AccountName: request.accountName,
    State: request.state,
    RequestedTimestamp: request.requestedAt,
    CompletedTimestamp: request.completedAt,
    ...(request.accountId !== undefined && { AccountId: request.accountId }),
    ...(request.failureReason && { FailureReason: request.failureReason }),
  }
}

export function renderPolicySummary(
  organization: Organization,
  policy: OrganizationPolicy,
): organizations.PolicySummary {
  return {
    Id: policy.id,
    Arn: policyArn(organization, policy),
    Name: policy.name,
    Description: policy.description,
    Type: policy.type,
    AwsManaged: isAwsOwned(policy.id),
  }
}

export function renderPolicy(organization: Organization, policy: OrganizationPolicy): organizations.Policy {
  return { PolicySummary: renderPolicySummary(organization, policy), Content: policy.content }
}
