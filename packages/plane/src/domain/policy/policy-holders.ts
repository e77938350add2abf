// Who has policies in an account: its users, groups and roles.
import { listAll } from '../basics/page.ts'
import type { Group } from '../group/group.ts'
import type { Role } from '../role/role.ts'
import type { Reader } from '../storage.ts'
import type { User } from '../user/user.ts'

export type PolicyHolder = User | Group | Role

/** Each sorted by name. */
export interface PolicyHolders {
  readonly users: readonly User[]
  readonly groups: readonly Group[]
  readonly roles: readonly Role[]
}

const pageSize = 1000

export async function everybody(
  read: Pick<Reader, 'users' | 'groups' | 'roles'>,
  accountId: string,
): Promise<PolicyHolders> {
  return {
    users: await listAll(after => read.users.list(accountId, '/', { limit: pageSize, after })),
    groups: await listAll(after => read.groups.list(accountId, '/', { limit: pageSize, after })),
    roles: await listAll(after => read.roles.list(accountId, '/', { limit: pageSize, after })),
  }
}

export function holdersAmong(
  { users, groups, roles }: PolicyHolders,
  belongs: (entity: PolicyHolder) => boolean,
): PolicyHolders {
  return { users: users.filter(belongs), groups: groups.filter(belongs), roles: roles.filter(belongs) }
}
