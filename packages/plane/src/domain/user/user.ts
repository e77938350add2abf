import type { Page, PageRequest } from '../basics/page.ts'

export interface User {
  readonly accountId: string
  /** `AIDA…`: never reused, so a recreated user of the same name is somebody else. */
  readonly id: string
  readonly name: string
  /** Starts and ends with `/`. */
  readonly path: string
  readonly createdAt: Date
  readonly boundaryArn?: string
}

export function userArn(user: Pick<User, 'accountId' | 'path' | 'name'>): string {
  return `arn:aws:iam::${user.accountId}:user${user.path}${user.name}`
}

/** Names are unique without regard to case. */
export interface UserReader {
  find(accountId: string, name: string): Promise<User | undefined>
  findById(accountId: string, id: string): Promise<User | undefined>
  /** Sorted by lower-case name. */
  list(accountId: string, pathPrefix: string, page: PageRequest): Promise<Page<User>>
}

export interface UserWriter extends UserReader {
  insert(user: User): Promise<void>
  update(user: User): Promise<void>
  delete(accountId: string, id: string): Promise<void>
}
