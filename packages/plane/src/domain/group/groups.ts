// Groups: made, shown, renamed and deleted by name, and who is in them. What a group may do, its users may.
import { DomainError } from '../basics/errors.ts'
import { newIamId } from '../basics/ids.ts'
import type { Page, PageRequest } from '../basics/page.ts'
import type { ActionContext } from '../basics/scope.ts'
import { checkWithoutPolicies } from '../policy/entity-policies.ts'
import type { Reader, Storage, Writer } from '../storage.ts'
import type { User } from '../user/user.ts'
import type { Group } from './group.ts'

const groupsOfUserMax = 10

export interface Groups {
  /** Throws `group.not-found`. */
  get(accountId: string, name: string): Promise<Group>
  list(accountId: string, pathPrefix: string, page: PageRequest): Promise<Page<Group>>
  /** Throws `group.already-exists`. */
  create(context: ActionContext, given: Pick<Group, 'name' | 'path'>): Promise<Group>
  /** New name or path; members and policies stay. Throws `group.not-found`, `group.already-exists`. */
  update(context: ActionContext, name: string, change: Partial<Pick<Group, 'name' | 'path'>>): Promise<void>
  /**
   * Throws `group.not-found`, and while it has any `group-members.conflict`, `attached-policies.conflict` or
   * `inline-policies.conflict`.
   */
  delete(context: ActionContext, name: string): Promise<void>
  /** Sorted by name. Throws `group.not-found`. */
  listMembers(accountId: string, name: string): Promise<readonly User[]>
  /** Sorted by name. Throws `user.not-found`. */
  listOfUser(accountId: string, userName: string): Promise<readonly Group[]>
  /** Throws `group.not-found`, `user.not-found`, `user-groups.limit-exceeded` above 10. */
  addMember(context: ActionContext, name: string, userName: string): Promise<void>
  /** A user who is not in it is no failure. Throws `group.not-found`, `user.not-found`. */
  removeMember(context: ActionContext, name: string, userName: string): Promise<void>
}

export function createGroups(storage: Storage): Groups {
  const { read } = storage
  return {
    get: (accountId, name) => getGroup(read, accountId, name),
    list: (accountId, pathPrefix, page) => read.groups.list(accountId, pathPrefix, page),
    async create({ accountId, now }, given) {
      return storage.write(async writer => {
        await checkNameFree(writer, accountId, given.name)
        const group: Group = { ...given, accountId, id: newIamId('AGPA'), createdAt: now }
        await writer.groups.insert(group)
        return group
      })
    },
    async update({ accountId }, name, change) {
      await storage.write(async writer => {
        const group = await getGroup(writer, accountId, name)
        if (change.name !== undefined) await checkNameFree(writer, accountId, change.name, group.id)
        await writer.groups.update({ ...group, ...change })
      })
    },
    async delete({ accountId }, name) {
      await storage.write(async writer => {
        const group = await getGroup(writer, accountId, name)
        if ((await writer.groups.listMembers(accountId, group.id)).length > 0) {
          throw new DomainError('group-members', 'conflict', name)
        }
        await checkWithoutPolicies(writer, group)
        await writer.groups.delete(accountId, group.id)
      })
    },
    async listMembers(accountId, name) {
      const { id } = await getGroup(read, accountId, name)
      const ids = await read.groups.listMembers(accountId, id)
      const users = await Promise.all(ids.map(userId => read.users.findById(accountId, userId)))
      return users.filter(user => user !== undefined).sort(byName)
    },
    async listOfUser(accountId, userName) {
      const { id } = await getUser(read, accountId, userName)
      return groupsOf(read, accountId, id)
    },
    async addMember({ accountId }, name, userName) {
      await storage.write(async writer => {
        const group = await getGroup(writer, accountId, name)
        const user = await getUser(writer, accountId, userName)
        const present = await writer.groups.listGroupsOf(accountId, user.id)
        if (present.includes(group.id)) return
        if (present.length >= groupsOfUserMax) throw new DomainError('user-groups', 'limit-exceeded', userName)
        await writer.groups.addMember(accountId, group.id, user.id)
      })
    },
    async removeMember({ accountId }, name, userName) {
      await storage.write(async writer => {
        const group = await getGroup(writer, accountId, name)
        const user = await getUser(writer, accountId, userName)
        await writer.groups.removeMember(accountId, group.id, user.id)
      })
    },
  }
}

/** The groups that a user is in, by unique id; sorted by name. */
export async function groupsOf(
  { groups }: Pick<Reader, 'groups'>,
  accountId: string,
  userId: string,
): Promise<readonly Group[]> {
  const ids = await groups.listGroupsOf(accountId, userId)
  const found = await Promise.all(ids.map(id => groups.findById(accountId, id)))
  return found.filter(group => group !== undefined).sort(byName)
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1
}

async function getGroup({ groups }: Pick<Reader, 'groups'>, accountId: string, name: string): Promise<Group> {
  const group = await groups.find(accountId, name)
  if (!group) throw new DomainError('group', 'not-found', name)
  return group
}

async function getUser({ users }: Pick<Reader, 'users'>, accountId: string, name: string): Promise<User> {
  const user = await users.find(accountId, name)
  if (!user) throw new DomainError('user', 'not-found', name)
  return user
}

async function checkNameFree(writer: Writer, accountId: string, name: string, ownId?: string): Promise<void> {
  const holder = await writer.groups.find(accountId, name)
  if (holder && holder.id !== ownId) throw new DomainError('group', 'already-exists', name)
}
