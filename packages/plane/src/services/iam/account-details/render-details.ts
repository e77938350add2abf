import type * as iam from '@hostler/wire/models/iam'
import type { Group } from '../../../domain/group/group.ts'
import type { EntityName } from '../../../domain/policy/entity.ts'
import type { PolicyUse } from '../../../domain/policy/managed-policies.ts'
import type { Role } from '../../../domain/role/role.ts'
import type { User } from '../../../domain/user/user.ts'
import type { IamParts } from '../iam-operation.ts'
import { listVersions } from '../managed-policies/list-versions.ts'
import { renderPolicy } from '../managed-policies/render-policy.ts'
import { renderDocument, renderGroup, renderProfile, renderRole, renderUser } from '../render.ts'

export async function renderUserDetail(user: User, parts: IamParts): Promise<iam.UserDetail> {
  const name: EntityName = { accountId: user.accountId, type: 'user', name: user.name }
  const groups = await parts.groups.listOfUser(user.accountId, user.name)
  const { inline, attached } = await policiesOf(name, parts)
  return {
    ...renderUser(user, await parts.tags.list(name)),
    UserPolicyList: inline,
    GroupList: groups.map(group => group.name),
    AttachedManagedPolicies: attached,
  }
}

export async function renderGroupDetail(group: Group, parts: IamParts): Promise<iam.GroupDetail> {
  const { inline, attached } = await policiesOf({ accountId: group.accountId, type: 'group', name: group.name }, parts)
  return { ...renderGroup(group), GroupPolicyList: inline, AttachedManagedPolicies: attached }
}

export async function renderRoleDetail(role: Role, parts: IamParts): Promise<iam.RoleDetail> {
  const name: EntityName = { accountId: role.accountId, type: 'role', name: role.name }
  const profiles = await parts.instanceProfiles.listForRole(role.accountId, role.name)
  const { inline, attached } = await policiesOf(name, parts)
  const told = await renderRole(role, parts.roles, await parts.tags.list(name))
  return {
    Path: told.Path,
    RoleName: told.RoleName,
    RoleId: told.RoleId,
    Arn: told.Arn,
    CreateDate: told.CreateDate,
    AssumeRolePolicyDocument: told.AssumeRolePolicyDocument,
    InstanceProfileList: await Promise.all(profiles.map(profile => renderProfile(profile, parts.roles))),
    RolePolicyList: inline,
    AttachedManagedPolicies: attached,
    ...(told.PermissionsBoundary && { PermissionsBoundary: told.PermissionsBoundary }),
    ...(told.Tags && { Tags: told.Tags }),
  }
}

export async function renderPolicyDetail(
  accountId: string,
  use: PolicyUse,
  parts: IamParts,
): Promise<iam.ManagedPolicyDetail> {
  const versions = await listVersions(accountId, use.policy.arn, parts)
  return {
    ...renderPolicy(use),
    PolicyVersionList: versions.map(({ version, document }) => ({ ...version, Document: renderDocument(document) })),
  }
}

async function policiesOf(name: EntityName, { policies }: IamParts) {
  const names = await policies.listInline(name)
  const inline = await Promise.all(names.map(each => policies.getInline(name, each)))
  const attached = await policies.listAttached(name, '/')
  return {
    inline: inline.map(policy => ({ PolicyName: policy.name, PolicyDocument: renderDocument(policy.document) })),
    attached: attached.map(policy => ({ PolicyName: policy.name, PolicyArn: policy.arn })),
  }
}
