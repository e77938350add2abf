// The operations of IAM that are served: nothing but the list.
import { CreateUser } from './users/create-user.ts'
import { DeleteUser } from './users/delete-user.ts'
import { GetUser } from './users/get-user.ts'
import { ListUserTags } from './users/list-user-tags.ts'
import { ListUsers } from './users/list-users.ts'
import { TagUser } from './users/tag-user.ts'
import { UntagUser } from './users/untag-user.ts'
import { UpdateUser } from './users/update-user.ts'
import { AddUserToGroup } from './groups/add-user-to-group.ts'
import { CreateGroup } from './groups/create-group.ts'
import { DeleteGroup } from './groups/delete-group.ts'
import { GetGroup } from './groups/get-group.ts'
import { ListGroupsForUser } from './groups/list-groups-for-user.ts'
import { ListGroups } from './groups/list-groups.ts'
import { RemoveUserFromGroup } from './groups/remove-user-from-group.ts'
import { UpdateGroup } from './groups/update-group.ts'
import { CreateAccessKey } from './access-keys/create-access-key.ts'
import { DeleteAccessKey } from './access-keys/delete-access-key.ts'
import { GetAccessKeyLastUsed } from './access-keys/get-access-key-last-used.ts'
import { ListAccessKeys } from './access-keys/list-access-keys.ts'
import { UpdateAccessKey } from './access-keys/update-access-key.ts'
import { ChangePassword } from './login-profiles/change-password.ts'
import { CreateLoginProfile } from './login-profiles/create-login-profile.ts'
import { DeleteAccountPasswordPolicy } from './login-profiles/delete-account-password-policy.ts'
import { DeleteLoginProfile } from './login-profiles/delete-login-profile.ts'
import { GetAccountPasswordPolicy } from './login-profiles/get-account-password-policy.ts'
import { GetLoginProfile } from './login-profiles/get-login-profile.ts'
import { UpdateAccountPasswordPolicy } from './login-profiles/update-account-password-policy.ts'
import { UpdateLoginProfile } from './login-profiles/update-login-profile.ts'
import { CreateVirtualMFADevice } from './mfa-devices/create-virtual-mfa-device.ts'
import { DeactivateMFADevice } from './mfa-devices/deactivate-mfa-device.ts'
import { DeleteVirtualMFADevice } from './mfa-devices/delete-virtual-mfa-device.ts'
import { EnableMFADevice } from './mfa-devices/enable-mfa-device.ts'
import { GetMFADevice } from './mfa-devices/get-mfa-device.ts'
import { ListMFADeviceTags } from './mfa-devices/list-mfa-device-tags.ts'
import { ListMFADevices } from './mfa-devices/list-mfa-devices.ts'
import { ListVirtualMFADevices } from './mfa-devices/list-virtual-mfa-devices.ts'
import { ResyncMFADevice } from './mfa-devices/resync-mfa-device.ts'
import { TagMFADevice } from './mfa-devices/tag-mfa-device.ts'
import { UntagMFADevice } from './mfa-devices/untag-mfa-device.ts'
import { CreateAccountAlias } from './accounts/create-account-alias.ts'
import { DeleteAccountAlias } from './accounts/delete-account-alias.ts'
import { GetAccountSummary } from './accounts/get-account-summary.ts'
import { ListAccountAliases } from './accounts/list-account-aliases.ts'
import { CreateRole } from './roles/create-role.ts'
import { DeleteRole } from './roles/delete-role.ts'
import { GetRole } from './roles/get-role.ts'
import { ListRoleTags } from './roles/list-role-tags.ts'
import { ListRoles } from './roles/list-roles.ts'
import { TagRole } from './roles/tag-role.ts'
import { UntagRole } from './roles/untag-role.ts'
import { UpdateAssumeRolePolicy } from './roles/update-assume-role-policy.ts'
import { UpdateRoleDescription } from './roles/update-role-description.ts'
import { UpdateRole } from './roles/update-role.ts'
import { AttachGroupPolicy } from './policies/attach-group-policy.ts'
import { AttachRolePolicy } from './policies/attach-role-policy.ts'
import { AttachUserPolicy } from './policies/attach-user-policy.ts'
import { DeleteGroupPolicy } from './policies/delete-group-policy.ts'
import { DeleteRolePermissionsBoundary } from './policies/delete-role-permissions-boundary.ts'
import { DeleteRolePolicy } from './policies/delete-role-policy.ts'
import { DeleteUserPermissionsBoundary } from './policies/delete-user-permissions-boundary.ts'
import { DeleteUserPolicy } from './policies/delete-user-policy.ts'
import { DetachGroupPolicy } from './policies/detach-group-policy.ts'
import { DetachRolePolicy } from './policies/detach-role-policy.ts'
import { DetachUserPolicy } from './policies/detach-user-policy.ts'
import { GetGroupPolicy } from './policies/get-group-policy.ts'
import { GetRolePolicy } from './policies/get-role-policy.ts'
import { GetUserPolicy } from './policies/get-user-policy.ts'
import { ListAttachedGroupPolicies } from './policies/list-attached-group-policies.ts'
import { ListAttachedRolePolicies } from './policies/list-attached-role-policies.ts'
import { ListAttachedUserPolicies } from './policies/list-attached-user-policies.ts'
import { ListGroupPolicies } from './policies/list-group-policies.ts'
import { ListRolePolicies } from './policies/list-role-policies.ts'
import { ListUserPolicies } from './policies/list-user-policies.ts'
import { PutGroupPolicy } from './policies/put-group-policy.ts'
import { PutRolePermissionsBoundary } from './policies/put-role-permissions-boundary.ts'
import { PutRolePolicy } from './policies/put-role-policy.ts'
import { PutUserPermissionsBoundary } from './policies/put-user-permissions-boundary.ts'
import { PutUserPolicy } from './policies/put-user-policy.ts'
import { AddRoleToInstanceProfile } from './instance-profiles/add-role-to-instance-profile.ts'
import { CreateInstanceProfile } from './instance-profiles/create-instance-profile.ts'
import { DeleteInstanceProfile } from './instance-profiles/delete-instance-profile.ts'
import { GetInstanceProfile } from './instance-profiles/get-instance-profile.ts'
import { ListInstanceProfileTags } from './instance-profiles/list-instance-profile-tags.ts'
import { ListInstanceProfilesForRole } from './instance-profiles/list-instance-profiles-for-role.ts'
import { ListInstanceProfiles } from './instance-profiles/list-instance-profiles.ts'
import { RemoveRoleFromInstanceProfile } from './instance-profiles/remove-role-from-instance-profile.ts'
import { TagInstanceProfile } from './instance-profiles/tag-instance-profile.ts'
import { UntagInstanceProfile } from './instance-profiles/untag-instance-profile.ts'
import { CreatePolicyVersion } from './managed-policies/create-policy-version.ts'
import { CreatePolicy } from './managed-policies/create-policy.ts'
import { DeletePolicyVersion } from './managed-policies/delete-policy-version.ts'
import { DeletePolicy } from './managed-policies/delete-policy.ts'
import { GetPolicyVersion } from './managed-policies/get-policy-version.ts'
import { GetPolicy } from './managed-policies/get-policy.ts'
import { ListEntitiesForPolicy } from './managed-policies/list-entities-for-policy.ts'
import { ListPolicies } from './managed-policies/list-policies.ts'
import { ListPolicyTags } from './managed-policies/list-policy-tags.ts'
import { ListPolicyVersions } from './managed-policies/list-policy-versions.ts'
import { SetDefaultPolicyVersion } from './managed-policies/set-default-policy-version.ts'
import { TagPolicy } from './managed-policies/tag-policy.ts'
import { UntagPolicy } from './managed-policies/untag-policy.ts'
import { GenerateServiceLastAccessedDetails } from './access-advisor/generate-service-last-accessed-details.ts'
import { GetServiceLastAccessedDetailsWithEntities } from './access-advisor/get-service-last-accessed-details-with-entities.ts'
import { GetServiceLastAccessedDetails } from './access-advisor/get-service-last-accessed-details.ts'
import { ListPoliciesGrantingServiceAccess } from './access-advisor/list-policies-granting-service-access.ts'
import { GetContextKeysForCustomPolicy } from './simulation/get-context-keys-for-custom-policy.ts'
import { GetContextKeysForPrincipalPolicy } from './simulation/get-context-keys-for-principal-policy.ts'
import { SimulateCustomPolicy } from './simulation/simulate-custom-policy.ts'
import { SimulatePrincipalPolicy } from './simulation/simulate-principal-policy.ts'
import { GetAccountAuthorizationDetails } from './account-details/get-account-authorization-details.ts'
import { CreateServiceLinkedRole } from './service-linked-roles/create-service-linked-role.ts'
import { DeleteServiceLinkedRole } from './service-linked-roles/delete-service-linked-role.ts'
import { GetServiceLinkedRoleDeletionStatus } from './service-linked-roles/get-service-linked-role-deletion-status.ts'

export const iamOperations = [
  CreateUser,
  DeleteUser,
  GetUser,
  ListUserTags,
  ListUsers,
  TagUser,
  UntagUser,
  UpdateUser,
  AddUserToGroup,
  CreateGroup,
  DeleteGroup,
  GetGroup,
  ListGroupsForUser,
  ListGroups,
  RemoveUserFromGroup,
  UpdateGroup,
  CreateAccessKey,
  DeleteAccessKey,
  GetAccessKeyLastUsed,
  ListAccessKeys,
  UpdateAccessKey,
  ChangePassword,
  CreateLoginProfile,
  DeleteAccountPasswordPolicy,
  DeleteLoginProfile,
  GetAccountPasswordPolicy,
  GetLoginProfile,
  UpdateAccountPasswordPolicy,
  UpdateLoginProfile,
  CreateVirtualMFADevice,
  DeactivateMFADevice,
  DeleteVirtualMFADevice,
  EnableMFADevice,
  GetMFADevice,
  ListMFADeviceTags,
  ListMFADevices,
  ListVirtualMFADevices,
  ResyncMFADevice,
  TagMFADevice,
  UntagMFADevice,
  CreateAccountAlias,
  DeleteAccountAlias,
  GetAccountSummary,
  ListAccountAliases,
  CreateRole,
  DeleteRole,
  GetRole,
  ListRoleTags,
  ListRoles,
  TagRole,
  UntagRole,
  UpdateAssumeRolePolicy,
  UpdateRoleDescription,
  UpdateRole,
  AttachGroupPolicy,
  AttachRolePolicy,
  AttachUserPolicy,
  DeleteGroupPolicy,
  DeleteRolePermissionsBoundary,
  DeleteRolePolicy,
  DeleteUserPermissionsBoundary,
  DeleteUserPolicy,
  DetachGroupPolicy,
  DetachRolePolicy,
  DetachUserPolicy,
  GetGroupPolicy,
  GetRolePolicy,
  GetUserPolicy,
  ListAttachedGroupPolicies,
  ListAttachedRolePolicies,
  ListAttachedUserPolicies,
  ListGroupPolicies,
  ListRolePolicies,
  ListUserPolicies,
  PutGroupPolicy,
  PutRolePermissionsBoundary,
  PutRolePolicy,
  PutUserPermissionsBoundary,
  PutUserPolicy,
  AddRoleToInstanceProfile,
  CreateInstanceProfile,
  DeleteInstanceProfile,
  GetInstanceProfile,
  ListInstanceProfileTags,
  ListInstanceProfilesForRole,
  ListInstanceProfiles,
  RemoveRoleFromInstanceProfile,
  TagInstanceProfile,
  UntagInstanceProfile,
  CreatePolicyVersion,
  CreatePolicy,
  DeletePolicyVersion,
  DeletePolicy,
  GetPolicyVersion,
  GetPolicy,
  ListEntitiesForPolicy,
  ListPolicies,
  ListPolicyTags,
  ListPolicyVersions,
  SetDefaultPolicyVersion,
  TagPolicy,
  UntagPolicy,
  GenerateServiceLastAccessedDetails,
  GetServiceLastAccessedDetailsWithEntities,
  GetServiceLastAccessedDetails,
  ListPoliciesGrantingServiceAccess,
  GetContextKeysForCustomPolicy,
  GetContextKeysForPrincipalPolicy,
  SimulateCustomPolicy,
  SimulatePrincipalPolicy,
  GetAccountAuthorizationDetails,
  CreateServiceLinkedRole,
  DeleteServiceLinkedRole,
  GetServiceLinkedRoleDeletionStatus,
]
