// The operations of Organizations that are served: nothing but the list.
import { CreateOrganization } from './organization/create-organization.ts'
import { DeleteOrganization } from './organization/delete-organization.ts'
import { DescribeOrganization } from './organization/describe-organization.ts'
import { ListChildren } from './organization/list-children.ts'
import { ListParents } from './organization/list-parents.ts'
import { ListRoots } from './organization/list-roots.ts'
import { CreateOrganizationalUnit } from './units/create-organizational-unit.ts'
import { DeleteOrganizationalUnit } from './units/delete-organizational-unit.ts'
import { DescribeOrganizationalUnit } from './units/describe-organizational-unit.ts'
import { ListOrganizationalUnitsForParent } from './units/list-organizational-units-for-parent.ts'
import { UpdateOrganizationalUnit } from './units/update-organizational-unit.ts'
import { CloseAccount } from './accounts/close-account.ts'
import { CreateAccount } from './accounts/create-account.ts'
import { DescribeAccount } from './accounts/describe-account.ts'
import { DescribeCreateAccountStatus } from './accounts/describe-create-account-status.ts'
import { LeaveOrganization } from './accounts/leave-organization.ts'
import { ListAccountsForParent } from './accounts/list-accounts-for-parent.ts'
import { ListAccounts } from './accounts/list-accounts.ts'
import { ListCreateAccountStatus } from './accounts/list-create-account-status.ts'
import { MoveAccount } from './accounts/move-account.ts'
import { RemoveAccountFromOrganization } from './accounts/remove-account-from-organization.ts'
import { AttachPolicy } from './policies/attach-policy.ts'
import { CreatePolicy } from './policies/create-policy.ts'
import { DeletePolicy } from './policies/delete-policy.ts'
import { DescribeEffectivePolicy } from './policies/describe-effective-policy.ts'
import { DescribePolicy } from './policies/describe-policy.ts'
import { DetachPolicy } from './policies/detach-policy.ts'
import { DisablePolicyType } from './policies/disable-policy-type.ts'
import { EnablePolicyType } from './policies/enable-policy-type.ts'
import { ListPoliciesForTarget } from './policies/list-policies-for-target.ts'
import { ListPolicies } from './policies/list-policies.ts'
import { ListTargetsForPolicy } from './policies/list-targets-for-policy.ts'
import { UpdatePolicy } from './policies/update-policy.ts'
import { ListTagsForResource } from './tags/list-tags-for-resource.ts'
import { TagResource } from './tags/tag-resource.ts'
import { UntagResource } from './tags/untag-resource.ts'

export const organizationsOperations = [
  CreateOrganization,
  DeleteOrganization,
  DescribeOrganization,
  ListChildren,
  ListParents,
  ListRoots,
  CreateOrganizationalUnit,
  DeleteOrganizationalUnit,
  DescribeOrganizationalUnit,
  ListOrganizationalUnitsForParent,
  UpdateOrganizationalUnit,
  CloseAccount,
  CreateAccount,
  DescribeAccount,
  DescribeCreateAccountStatus,
  LeaveOrganization,
  ListAccountsForParent,
  ListAccounts,
  ListCreateAccountStatus,
  MoveAccount,
  RemoveAccountFromOrganization,
  AttachPolicy,
  CreatePolicy,
  DeletePolicy,
  DescribeEffectivePolicy,
  DescribePolicy,
  DetachPolicy,
  DisablePolicyType,
  EnablePolicyType,
  ListPoliciesForTarget,
  ListPolicies,
  ListTargetsForPolicy,
  UpdatePolicy,
  ListTagsForResource,
  TagResource,
  UntagResource,
]
