import type { Page, PageRequest } from '../basics/page.ts'

export interface InstanceProfile {
  readonly accountId: string
  /** `AIPA…` */
  readonly id: string
  readonly name: string
  readonly path: string
  /** Unique id (`AROA…`) of its one role. */
  readonly roleId?: string
  readonly createdAt: Date
}

export function instanceProfileArn(profile: Pick<InstanceProfile, 'accountId' | 'path' | 'name'>): string {
  return `arn:aws:iam::${profile.accountId}:instance-profile${profile.path}${profile.name}`
}

/** Names are unique without regard to case. */
export interface InstanceProfileReader {
  find(accountId: string, name: string): Promise<InstanceProfile | undefined>
  findById(accountId: string, id: string): Promise<InstanceProfile | undefined>
  /** Sorted by lower-case name. */
  list(accountId: string, pathPrefix: string, page: PageRequest): Promise<Page<InstanceProfile>>
  listByRole(accountId: string, roleId: string): Promise<readonly InstanceProfile[]>
}

export interface InstanceProfileWriter extends InstanceProfileReader {
  insert(profile: InstanceProfile): Promise<void>
  update(profile: InstanceProfile): Promise<void>
  delete(accountId: string, id: string): Promise<void>
}
