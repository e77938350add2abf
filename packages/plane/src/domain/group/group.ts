import type { Page, PageRequest } from '../basics/page.ts'

export interface Group {
  readonly accountId: string
  /** `AGPA…` */
  readonly id: string
  readonly name: string
  /** Starts and ends with `/`. */
  readonly path: string
  readonly createdAt: Date
}

export function groupArn(group: Pick<Group, 'accountId' | 'path' | 'name'>): string {
  return `arn:aws:iam::${group.accountId}:group${group.path}${group.name}`
}

/** Names are unique without regard to case. */
export interface GroupReader {
  find(accountId: string, name: string): Promise<Group | undefined>
  findById(accountId: string, id: string): Promise<Group | undefined>
  /** Sorted by lower-case name. */
  list(accountId: string, pathPrefix: string, page: PageRequest): Promise<Page<Group>>
  /** Unique ids of its users. */
  listMembers(accountId: string, groupId: string): Promise<readonly string[]>
  /** Unique ids of the groups that a user is in. */
  listGroupsOf(accountId: string, userId: string): Promise<readonly string[]>
}

export interface GroupWriter extends GroupReader {
  insert(group: Group): Promise<void>
  update(group: Group): Promise<void>
  delete(accountId: string, id: string): Promise<void>
  /** Nothing happens when the user is in it. */
  addMember(accountId: string, groupId: string, userId: string): Promise<void>
  removeMember(accountId: string, groupId: string, userId: string): Promise<void>
}
