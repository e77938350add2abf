// Users: made, shown, renamed and deleted by name.
import { DomainError } from '../basics/errors.ts'
import { newIamId } from '../basics/ids.ts'
import type { Page, PageRequest } from '../basics/page.ts'
import type { ActionContext } from '../basics/scope.ts'
import { tagsOf } from '../policy/entity.ts'
import { checkWithoutPolicies } from '../policy/entity-policies.ts'
import type { ManagedPolicies } from '../policy/managed-policies.ts'
import type { Storage, Writer } from '../storage.ts'
import type { Tags } from '../tag/tag.ts'
import type { User } from './user.ts'

export interface NewUser extends Pick<User, 'name' | 'path' | 'boundaryArn'> {
  readonly tags: Tags
}

export interface Users {
  /** Throws `user.not-found`. */
  get(accountId: string, name: string): Promise<User>
  /** By unique id: for what belongs to a user and does not follow its name. */
  findById(accountId: string, id: string): Promise<User | undefined>
  list(accountId: string, pathPrefix: string, page: PageRequest): Promise<Page<User>>
  /** Throws `user.already-exists`, `boundary.not-found`. */
  create(context: ActionContext, user: NewUser): Promise<User>
  /** New name or path; keys, policies and trust stay with the user. Throws `user.not-found`, `user.already-exists`. */
  update(context: ActionContext, name: string, change: Partial<Pick<User, 'name' | 'path'>>): Promise<void>
  /**
   * Throws `user.not-found`, and while the user has any, in this order, `login-profile.conflict`,
   * `access-keys.conflict`, `mfa-devices.conflict`, `user-groups.conflict`, `attached-policies.conflict` or
   * `inline-policies.conflict`.
   */
  delete(context: ActionContext, name: string): Promise<void>
}

export function createUsers(storage: Storage, rules: { readonly managedPolicies: ManagedPolicies }): Users {
  return {
    async get(accountId, name) {
      const user = await storage.read.users.find(accountId, name)
      if (!user) throw new DomainError('user', 'not-found', name)
      return user
    },
    findById: (accountId, id) => storage.read.users.findById(accountId, id),
    list: (accountId, pathPrefix, page) => storage.read.users.list(accountId, pathPrefix, page),
    async create({ accountId, now }, { tags, ...given }) {
      return storage.write(async writer => {
        await rules.managedPolicies.checkBoundary(writer, accountId, given.boundaryArn)
        await checkNameFree(writer, accountId, given.name)
        const user: User = { ...given, accountId, id: newIamId('AIDA'), createdAt: now }
        await writer.users.insert(user)
        await writer.tags.put(tagsOf('user', user), tags)
        return user
      })
    },
    async update({ accountId }, name, change) {
      await storage.write(async writer => {
        const user = await getUser(writer, accountId, name)
        if (change.name !== undefined) await checkNameFree(writer, accountId, change.name, user.id)
        await writer.users.update({ ...user, ...change })
      })
    },
    async delete({ accountId }, name) {
      await storage.write(async writer => {
        const user = await getUser(writer, accountId, name)
        if (await writer.loginProfiles.find(accountId, user.id))
          throw new DomainError('login-profile', 'conflict', name)
        if ((await writer.accessKeys.listByUser(accountId, user.id)).length > 0) {
          throw new DomainError('access-keys', 'conflict', name)
        }
        if ((await writer.mfaDevices.listByUser(accountId, user.id)).length > 0) {
          throw new DomainError('mfa-devices', 'conflict', name)
        }
        if ((await writer.groups.listGroupsOf(accountId, user.id)).length > 0) {
          throw new DomainError('user-groups', 'conflict', name)
        }
        await checkWithoutPolicies(writer, user)
        await writer.tags.removeAll(tagsOf('user', user))
        await writer.users.delete(accountId, user.id)
      })
    },
  }
}

async function getUser(writer: Writer, accountId: string, name: string): Promise<User> {
  const user = await writer.users.find(accountId, name)
  if (!user) throw new DomainError('user', 'not-found', name)
  return user
}

/** A user may take its own name again, in other letters. */
async function checkNameFree(writer: Writer, accountId: string, name: string, ownId?: string): Promise<void> {
  const holder = await writer.users.find(accountId, name)
  if (holder && holder.id !== ownId) throw new DomainError('user', 'already-exists', name)
}
