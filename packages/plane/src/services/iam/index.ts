// The operations of IAM that are served: nothing but the list.
import { CreateUser } from './users/create-user.ts'
import { DeleteUser } from './users/delete-user.ts'
import { GetUser } from './users/get-user.ts'
import { ListUserTags } from './users/list-user-tags.ts'
import { ListUsers } from './users/list-users.ts'
import { TagUser } from './users/tag-user.ts'
import { UntagUser } from './users/untag-user.ts'
import { UpdateUser } from './users/update-user.ts'
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
import { AttachRolePolicy } from './policies/attach-role-policy.ts'
import { AttachUserPolicy } from './policies/attach-user-policy.ts'
import { DeleteRolePolicy } from './policies/delete-role-policy.ts'
import { DeleteUserPolicy } from './policies/delete-user-policy.ts'
import { DetachRolePolicy } from './policies/detach-role-policy.ts'
import { DetachUserPolicy } from './policies/detach-user-policy.ts'
import { GetRolePolicy } from './policies/get-role-policy.ts'
import { GetUserPolicy } from './policies/get-user-policy.ts'
import { ListAttachedRolePolicies } from './policies/list-attached-role-policies.ts'
import { ListAttachedUserPolicies } from './policies/list-attached-user-policies.ts'
import { ListRolePolicies } from './policies/list-role-policies.ts'
import { ListUserPolicies } from './policies/list-user-policies.ts'
import { PutRolePolicy } from './policies/put-role-policy.ts'
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
import { GetPolicyVersion } from './managed-policies/get-policy-version.ts'
import { GetPolicy } from './managed-policies/get-policy.ts'
import { ListEntitiesForPolicy } from './managed-policies/list-entities-for-policy.ts'
import { ListPolicies } from './managed-policies/list-policies.ts'
import { ListPolicyVersions } from './managed-policies/list-policy-versions.ts'

export const iamOperations = [
  CreateUser,
  DeleteUser,
  GetUser,
  ListUserTags,
  ListUsers,
  TagUser,
  UntagUser,
  UpdateUser,
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
  AttachRolePolicy,
  AttachUserPolicy,
  DeleteRolePolicy,
  DeleteUserPolicy,
  DetachRolePolicy,
  DetachUserPolicy,
  GetRolePolicy,
  GetUserPolicy,
  ListAttachedRolePolicies,
  ListAttachedUserPolicies,
  ListRolePolicies,
  ListUserPolicies,
  PutRolePolicy,
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
  GetPolicyVersion,
  GetPolicy,
  ListEntitiesForPolicy,
  ListPolicies,
  ListPolicyVersions,
]
