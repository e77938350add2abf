import type { Page, PageRequest } from '../basics/page.ts'

export interface Role {
  readonly accountId: string
  /** `AROA…`: never reused, so sessions of a deleted role stay dead when the name returns. */
  readonly id: string
  readonly name: string
  /** Starts and ends with `/`. */
  readonly path: string
  readonly description: string
  /** Compact policy text; users and roles in it stand as unique ids (trust-principals.ts). */
  readonly trustPolicy: string
  readonly maxSessionSeconds: number
  readonly boundaryArn?: string
  readonly createdAt: Date
}

export function roleArn(role: Pick<Role, 'accountId' | 'path' | 'name'>): string {
  return `arn:aws:iam::${role.accountId}:role${role.path}${role.name}`
}

/** Names are unique without regard to case. */
export interface RoleReader {
  find(accountId: string, name: string): Promise<Role | undefined>
  findById(accountId: string, id: string): Promise<Role | undefined>
  /** Sorted by lower-case name. */
  list(accountId: string, pathPrefix: string, page: PageRequest): Promise<Page<Role>>
}

export interface RoleWriter extends RoleReader {
  insert(role: Role): Promise<void>
  update(role: Role): Promise<void>
  delete(accountId: string, id: string): Promise<void>
}
