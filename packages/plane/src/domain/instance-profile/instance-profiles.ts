// Instance profiles: the handle by which an instance gets a role, one at most.
import { DomainError } from '../basics/errors.ts'
import { newIamId } from '../basics/ids.ts'
import type { Page, PageRequest } from '../basics/page.ts'
import type { ActionContext } from '../basics/scope.ts'
import { isProtected, tagsOf } from '../policy/entity.ts'
import type { Role } from '../role/role.ts'
import type { Reader, Storage } from '../storage.ts'
import type { Tags } from '../tag/tag.ts'
import type { InstanceProfile } from './instance-profile.ts'

/** A profile and the role in it. */
export interface ProfileWithRole {
  readonly profile: InstanceProfile
  readonly role?: Role
}

export interface InstanceProfiles {
  /** Throws `instance-profile.not-found`. */
  get(accountId: string, name: string): Promise<ProfileWithRole>
  list(accountId: string, pathPrefix: string, page: PageRequest): Promise<Page<ProfileWithRole>>
  /** Sorted by name. Throws `role.not-found`. */
  listForRole(accountId: string, roleName: string): Promise<readonly ProfileWithRole[]>
  /** Throws `instance-profile.already-exists`. */
  create(context: ActionContext, given: { name: string; path: string; tags: Tags }): Promise<InstanceProfile>
  /** Throws `instance-profile.not-found`, `profile-membership.conflict` while a role is in it. */
  delete(context: ActionContext, name: string): Promise<void>
  /** Throws `instance-profile.not-found`, `role.not-found`, `role.denied`, `profile-roles.limit-exceeded`. */
  addRole(context: ActionContext, name: string, roleName: string): Promise<void>
  /** Throws `instance-profile.not-found`, `role.not-found` (also for a role that is not in it). */
  removeRole(context: ActionContext, name: string, roleName: string): Promise<void>
}

export function createInstanceProfiles(storage: Storage): InstanceProfiles {
  const { read } = storage

  async function withRole(profile: InstanceProfile): Promise<ProfileWithRole> {
    const role = profile.roleId === undefined ? undefined : await read.roles.findById(profile.accountId, profile.roleId)
    return { profile, ...(role && { role }) }
  }

  return {
    async get(accountId, name) {
      return withRole(await getProfile(read, accountId, name))
    },
    async list(accountId, pathPrefix, request) {
      const page = await read.instanceProfiles.list(accountId, pathPrefix, request)
      return { ...page, items: await Promise.all(page.items.map(withRole)) }
    },
    async listForRole(accountId, roleName) {
      const role = await getRole(read, accountId, roleName)
      const profiles = await read.instanceProfiles.listByRole(accountId, role.id)
      return profiles.map(profile => ({ profile, role }))
    },
    async create({ accountId, now }, { name, path, tags }) {
      return storage.write(async writer => {
        if (await writer.instanceProfiles.find(accountId, name)) {
          throw new DomainError('instance-profile', 'already-exists', name)
        }
        const profile: InstanceProfile = { accountId, id: newIamId('AIPA'), name, path, createdAt: now }
        await writer.instanceProfiles.insert(profile)
        await writer.tags.put(tagsOf('instance-profile', profile), tags)
        return profile
      })
    },
    async delete({ accountId }, name) {
      await storage.write(async writer => {
        const profile = await getProfile(writer, accountId, name)
        if (profile.roleId !== undefined) throw new DomainError('profile-membership', 'conflict', name)
        await writer.tags.removeAll(tagsOf('instance-profile', profile))
        await writer.instanceProfiles.delete(accountId, profile.id)
      })
    },
    async addRole({ accountId }, name, roleName) {
      await storage.write(async writer => {
        const profile = await getProfile(writer, accountId, name)
        const role = await getRole(writer, accountId, roleName)
        if (isProtected(role.path)) throw new DomainError('role', 'denied', role.name)
        if (profile.roleId !== undefined) throw new DomainError('profile-roles', 'limit-exceeded', name)
        await writer.instanceProfiles.update({ ...profile, roleId: role.id })
      })
    },
    async removeRole({ accountId }, name, roleName) {
      await storage.write(async writer => {
        const { roleId, ...profile } = await getProfile(writer, accountId, name)
        const role = await getRole(writer, accountId, roleName)
        if (role.id !== roleId) throw new DomainError('role', 'not-found', roleName)
        await writer.instanceProfiles.update(profile)
      })
    },
  }
}

async function getProfile(
  { instanceProfiles }: Pick<Reader, 'instanceProfiles'>,
  accountId: string,
  name: string,
): Promise<InstanceProfile> {
  const profile = await instanceProfiles.find(accountId, name)
  if (!profile) throw new DomainError('instance-profile', 'not-found', name)
  return profile
}

async function getRole({ roles }: Pick<Reader, 'roles'>, accountId: string, name: string): Promise<Role> {
  const role = await roles.find(accountId, name)
  if (!role) throw new DomainError('role', 'not-found', name)
  return role
}
