import type { Authenticator } from '@hostler/testkit/authenticator'
import { accountTrust, ownPolicy, readOnlyPolicy, smallPolicy } from './identities.ts'
import type { Input } from './input.ts'
import { accountAlias, workerPassword } from './people.ts'
import type { World } from './world.ts'

const worker = { UserName: 'worker' }
const crew = { RoleName: 'crew' }
const kit = { InstanceProfileName: 'kit' }
const policy = { PolicyArn: readOnlyPolicy }
const tag = { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'b' }
const tagKeys = { 'TagKeys.member.1': 'team' }
const inline = { PolicyName: 'inline', PolicyDocument: smallPolicy }
const simulated = { 'PolicyInputList.member.1': smallPolicy }
const attachable = { PolicyArn: 'arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess' }

/** Users, groups, roles, profiles and policies. */
export function iamInputs({ plane, accessKeyId, useReportId, deletionTaskId }: World): Record<string, Input> {
  const trust = accountTrust(plane.accountId)
  const own = { PolicyArn: ownPolicy(plane.accountId, 'own') }
  const crewArn = `arn:aws:iam::${plane.accountId}:role/crew`
  return {
    AddRoleToInstanceProfile: { InstanceProfileName: 'empty', ...crew },
    AttachRolePolicy: { ...crew, ...attachable },
    AttachUserPolicy: { ...worker, ...attachable },
    CreateAccessKey: worker,
    CreateInstanceProfile: { InstanceProfileName: 'new' },
    CreateRole: { RoleName: 'new', AssumeRolePolicyDocument: trust },
    CreateUser: { UserName: 'new' },
    DeleteAccessKey: { ...worker, AccessKeyId: accessKeyId },
    DeleteInstanceProfile: { InstanceProfileName: 'spare' },
    DeleteRole: { RoleName: 'spare' },
    DeleteRolePolicy: { ...crew, PolicyName: 'inline' },
    DeleteUser: { UserName: 'spare' },
    DeleteUserPolicy: { ...worker, PolicyName: 'inline' },
    DetachRolePolicy: { ...crew, ...policy },
    DetachUserPolicy: { ...worker, ...policy },
    GetInstanceProfile: kit,
    GetPolicy: policy,
    GetPolicyVersion: { ...policy, VersionId: 'v1' },
    GenerateServiceLastAccessedDetails: { Arn: crewArn },
    GetRole: crew,
    GetRolePolicy: { ...crew, PolicyName: 'inline' },
    GetUser: worker,
    GetServiceLastAccessedDetails: { JobId: useReportId },
    GetServiceLastAccessedDetailsWithEntities: { JobId: useReportId, ServiceNamespace: 'ssm' },
    GetUserPolicy: { ...worker, PolicyName: 'inline' },
    ListAccessKeys: worker,
    ListAttachedRolePolicies: crew,
    ListAttachedUserPolicies: worker,
    ListEntitiesForPolicy: policy,
    ListInstanceProfileTags: kit,
    ListInstanceProfiles: {},
    ListInstanceProfilesForRole: { RoleName: 'kit' },
    ListPolicies: {},
    ListPoliciesGrantingServiceAccess: { Arn: crewArn, 'ServiceNamespaces.member.1': 'ssm' },
    ListPolicyVersions: policy,
    ListRolePolicies: crew,
    ListRoleTags: crew,
    ListRoles: {},
    ListUserPolicies: worker,
    ListUserTags: worker,
    ListUsers: {},
    PutRolePolicy: { ...crew, ...inline },
    PutUserPolicy: { ...worker, ...inline },
    RemoveRoleFromInstanceProfile: { ...kit, RoleName: 'kit' },
    TagInstanceProfile: { ...kit, ...tag },
    TagRole: { ...crew, ...tag },
    TagUser: { ...worker, ...tag },
    UntagInstanceProfile: { ...kit, ...tagKeys },
    UntagRole: { ...crew, ...tagKeys },
    UntagUser: { ...worker, ...tagKeys },
    UpdateAccessKey: { ...worker, AccessKeyId: accessKeyId, Status: 'Inactive' },
    UpdateAssumeRolePolicy: { ...crew, PolicyDocument: trust },
    UpdateRole: crew,
    UpdateRoleDescription: { ...crew, Description: 'works' },
    UpdateUser: { ...worker, NewPath: '/moved/' },
    AddUserToGroup: { GroupName: 'team', ...worker },
    AttachGroupPolicy: { GroupName: 'team', ...attachable },
    CreateGroup: { GroupName: 'new' },
    CreatePolicy: { PolicyName: 'new', PolicyDocument: smallPolicy },
    CreatePolicyVersion: { ...own, PolicyDocument: smallPolicy },
    DeleteGroup: { GroupName: 'spare' },
    DeleteGroupPolicy: { GroupName: 'team', PolicyName: 'inline' },
    DeletePolicy: { PolicyArn: ownPolicy(plane.accountId, 'spare') },
    DeletePolicyVersion: { ...own, VersionId: 'v2' },
    DeleteRolePermissionsBoundary: { RoleName: 'bounded' },
    DeleteUserPermissionsBoundary: { UserName: 'bounded' },
    DetachGroupPolicy: { GroupName: 'team', ...policy },
    GetGroup: { GroupName: 'team' },
    GetGroupPolicy: { GroupName: 'team', PolicyName: 'inline' },
    ListAttachedGroupPolicies: { GroupName: 'team' },
    ListGroupPolicies: { GroupName: 'team' },
    ListGroups: {},
    ListGroupsForUser: worker,
    ListPolicyTags: own,
    PutGroupPolicy: { GroupName: 'team', ...inline },
    PutRolePermissionsBoundary: { ...crew, PermissionsBoundary: policy.PolicyArn },
    PutUserPermissionsBoundary: { ...worker, PermissionsBoundary: policy.PolicyArn },
    RemoveUserFromGroup: { GroupName: 'team', ...worker },
    SetDefaultPolicyVersion: { ...own, VersionId: 'v1' },
    TagPolicy: { ...own, ...tag },
    UntagPolicy: { ...own, ...tagKeys },
    CreateServiceLinkedRole: { AWSServiceName: 'ssm.amazonaws.com' },
    DeleteServiceLinkedRole: { RoleName: 'AWSServiceRoleForAmazonSSM' },
    GetAccountAuthorizationDetails: {},
    GetContextKeysForCustomPolicy: simulated,
    GetContextKeysForPrincipalPolicy: { PolicySourceArn: crewArn },
    GetServiceLinkedRoleDeletionStatus: { DeletionTaskId: deletionTaskId },
    SimulateCustomPolicy: { ...simulated, 'ActionNames.member.1': 's3:GetObject' },
    SimulatePrincipalPolicy: { PolicySourceArn: crewArn, 'ActionNames.member.1': 's3:GetObject' },
    UpdateGroup: { GroupName: 'team', NewPath: '/moved/' },
  }
}

/** Passwords, devices and what an account is called. */
export function peopleInputs({ accessKeyId, mfaDevices }: World): Record<string, Input> {
  const { enabled, spare, old } = mfaDevices
  const device = { SerialNumber: enabled.serialNumber }
  const newPassword = 'Another-horse-8'
  const codes = (of: Authenticator, first: number) => ({
    SerialNumber: of.serialNumber,
    AuthenticationCode1: of.code(first),
    AuthenticationCode2: of.code(first + 1),
  })
  return {
    ChangePassword: { OldPassword: workerPassword, NewPassword: newPassword },
    CreateAccountAlias: { AccountAlias: accountAlias },
    CreateLoginProfile: { UserName: 'guest', Password: newPassword },
    CreateVirtualMFADevice: { VirtualMFADeviceName: 'new' },
    DeactivateMFADevice: { ...worker, ...device },
    DeleteAccountAlias: { AccountAlias: accountAlias },
    DeleteAccountPasswordPolicy: {},
    DeleteLoginProfile: worker,
    DeleteVirtualMFADevice: { SerialNumber: old.serialNumber },
    EnableMFADevice: { ...worker, ...codes(spare, -1) },
    GetAccessKeyLastUsed: { AccessKeyId: accessKeyId },
    GetAccountPasswordPolicy: {},
    GetAccountSummary: {},
    GetLoginProfile: worker,
    GetMFADevice: { ...worker, ...device },
    ListAccountAliases: {},
    ListMFADeviceTags: device,
    ListMFADevices: worker,
    ListVirtualMFADevices: {},
    ResyncMFADevice: { ...worker, ...codes(enabled, 5) },
    TagMFADevice: { ...device, ...tag },
    UntagMFADevice: { ...device, ...tagKeys },
    UpdateAccountPasswordPolicy: { MinimumPasswordLength: '8' },
    UpdateLoginProfile: { ...worker, Password: newPassword },
  }
}
