// Users, groups, roles, profiles and tags as IAM answers them.
import type { AttachedPermissionsBoundary, Group, InstanceProfile, Role, Tag, User } from '@hostler/wire/models/iam'
import { type Group as DomainGroup, groupArn } from '../../domain/group/group.ts'
import type { Account } from '../../domain/account/account.ts'
import { instanceProfileArn } from '../../domain/instance-profile/instance-profile.ts'
import type { ProfileWithRole } from '../../domain/instance-profile/instance-profiles.ts'
import { type Role as DomainRole, roleArn } from '../../domain/role/role.ts'
import type { Roles } from '../../domain/role/roles.ts'
import type { Tags } from '../../domain/tag/tag.ts'
import { type User as DomainUser, userArn } from '../../domain/user/user.ts'

const noTags: Tags = new Map()

export function renderUser(user: DomainUser, tags: Tags = noTags): User {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: userArn(user),
    CreateDate: user.createdAt,
    ...renderBoundary(user.boundaryArn),
    ...(tags.size > 0 && { Tags: renderTags(tags) }),
  }
}

export function renderGroup(group: DomainGroup): Group {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: groupArn(group),
    CreateDate: group.createdAt,
  }
}

/** The root user is the account itself: no name, no path. */
export function renderRoot(accountId: string, account: Account | undefined): User {
  return {
    Path: '/',
    UserName: '',
    UserId: accountId,
    Arn: `arn:aws:iam::${accountId}:root`,
    CreateDate: account?.createdAt ?? new Date(0),
  }
}

export async function renderRole(role: DomainRole, roles: Roles, tags: Tags = noTags): Promise<Role> {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: roleArn(role),
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: renderDocument(await roles.trustPolicyOf(role)),
    ...(role.description !== '' && { Description: role.description }),
    MaxSessionDuration: role.maxSessionSeconds,
    ...renderBoundary(role.boundaryArn),
    ...(tags.size > 0 && { Tags: renderTags(tags) }),
  }
}

export async function renderProfile(
  { profile, role }: ProfileWithRole,
  roles: Roles,
  tags: Tags = noTags,
): Promise<InstanceProfile> {
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: instanceProfileArn(profile),
    CreateDate: profile.createdAt,
    Roles: role ? [await renderRole(role, roles)] : [],
    ...(tags.size > 0 && { Tags: renderTags(tags) }),
  }
}

export function renderTags(tags: Tags): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }))
}

/** Policy texts travel URL-encoded by RFC 3986, which encodes more than `encodeURIComponent`. */
export function renderDocument(document: string): string {
  return encodeURIComponent(document).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function renderBoundary(arn: string | undefined): { PermissionsBoundary?: AttachedPermissionsBoundary } {
  if (arn === undefined) return {}
  return { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn } }
}
