import type { Input } from './input.ts'
import type { World } from './world.ts'

export function organizationsInputs({ organization }: World): Record<string, Input> {
  const {
    rootId,
    unitId,
    spareUnitId,
    memberId,
    leaverId,
    policyId,
    sparePolicyId,
    requestId: CreateAccountRequestId,
  } = organization
  const policyType = { RootId: rootId, PolicyType: 'RESOURCE_CONTROL_POLICY' }
  const target = { PolicyId: policyId, TargetId: unitId }
  const Tags = [{ Key: 'team', Value: 'a' }]
  const Content = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Deny', Action: 's3:*', Resource: '*' },
  })
  return {
    AttachPolicy: target,
    CloseAccount: { AccountId: memberId },
    CreateAccount: { AccountName: 'new', Email: 'new@example.org' },
    CreateOrganization: {},
    CreateOrganizationalUnit: { ParentId: rootId, Name: 'new' },
    CreatePolicy: { Name: 'new', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content },
    DeleteOrganization: {},
    DeleteOrganizationalUnit: { OrganizationalUnitId: spareUnitId },
    DeletePolicy: { PolicyId: sparePolicyId },
    DescribeAccount: { AccountId: memberId },
    DescribeCreateAccountStatus: { CreateAccountRequestId },
    DescribeEffectivePolicy: { PolicyType: 'TAG_POLICY', TargetId: memberId },
    DescribeOrganization: {},
    DescribeOrganizationalUnit: { OrganizationalUnitId: unitId },
    DescribePolicy: { PolicyId: policyId },
    DetachPolicy: target,
    DisablePolicyType: policyType,
    EnablePolicyType: policyType,
    LeaveOrganization: {},
    ListAccounts: {},
    ListAccountsForParent: { ParentId: rootId },
    ListChildren: { ParentId: rootId, ChildType: 'ACCOUNT' },
    ListCreateAccountStatus: {},
    ListOrganizationalUnitsForParent: { ParentId: rootId },
    ListParents: { ChildId: memberId },
    ListPolicies: { Filter: 'SERVICE_CONTROL_POLICY' },
    ListPoliciesForTarget: { TargetId: unitId, Filter: 'SERVICE_CONTROL_POLICY' },
    ListRoots: {},
    ListTagsForResource: { ResourceId: unitId },
    ListTargetsForPolicy: { PolicyId: policyId },
    MoveAccount: { AccountId: memberId, SourceParentId: rootId, DestinationParentId: unitId },
    RemoveAccountFromOrganization: { AccountId: leaverId },
    TagResource: { ResourceId: unitId, Tags },
    UntagResource: { ResourceId: unitId, TagKeys: ['team'] },
    UpdateOrganizationalUnit: { OrganizationalUnitId: unitId, Name: 'renamed' },
    UpdatePolicy: { PolicyId: policyId, Description: 'changed' },
  }
}

/** What people sign in with, and what is known of their keys. */
