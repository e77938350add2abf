// Managed policies as an account sees them: what exists, what may be attached, who has it. They are AWS's own and
// immutable; there is no verb that changes one.
import { DomainError } from '../basics/errors.ts'
import type { Page } from '../basics/page.ts'
import { type Role, roleArn } from '../role/role.ts'
import type { Reader } from '../storage.ts'
import { type User, userArn } from '../user/user.ts'
import type { ManagedPolicy, ManagedPolicyCatalogue } from './managed-policy.ts'

/** A managed policy and what one account makes of it. */
export interface PolicyUse {
  readonly policy: ManagedPolicy
  readonly attachmentCount: number
  /** How many users and roles have it as permissions boundary. */
  readonly boundaryCount: number
  /** False for policies that AWS has retired: they keep working where they are attached. */
  readonly attachable: boolean
}

/** Users and roles, each sorted by name. */
export interface PolicyHolders {
  readonly users: readonly User[]
  readonly roles: readonly Role[]
}

export interface ManagedPolicies {
  find(arn: string): ManagedPolicy | undefined
  /** Throws `policy-arn.invalid` for text that is no policy ARN, `managed-policy.not-found`. */
  get(arn: string): ManagedPolicy
  /** As {@link get}. */
  getUse(accountId: string, arn: string): Promise<PolicyUse>
  /** Sorted by name. Retired ones are listed only where they are in use. */
  listUses(accountId: string, pathPrefix: string): Promise<readonly PolicyUse[]>
  /** Throws `managed-policy.not-found`. */
  listAttachedTo(accountId: string, arn: string): Promise<PolicyHolders>
  /** Throws `managed-policy.not-found`. */
  listBoundedBy(accountId: string, arn: string): Promise<PolicyHolders>
  /** Throws `policy-arn.invalid`, `managed-policy.unavailable` or `managed-policy.denied`. */
  checkAttachable(arn: string): void
  /** Throws `boundary.not-found`. */
  checkBoundary(arn: string | undefined): void
}

const arnPattern = /^arn:aws:iam::(aws|\d{12}):policy\/.+$/

/** @param retired names of policies that can no longer be attached */
export function createManagedPolicies(
  read: Reader,
  catalogue: ManagedPolicyCatalogue,
  retired: ReadonlySet<string> = new Set(),
): ManagedPolicies {
  function get(arn: string): ManagedPolicy {
    const policy = findChecked(arn)
    if (!policy) throw new DomainError('managed-policy', 'not-found', arn)
    return policy
  }

  function findChecked(arn: string): ManagedPolicy | undefined {
    if (!arnPattern.test(arn)) throw new DomainError('policy-arn', 'invalid', arn)
    return catalogue.find(arn)
  }

  async function toUse(accountId: string, policy: ManagedPolicy, boundaries: readonly string[]): Promise<PolicyUse> {
    return {
      policy,
      attachmentCount: await read.policies.countAttachments(accountId, policy.arn),
      boundaryCount: boundaries.filter(arn => arn === policy.arn).length,
      attachable: !retired.has(policy.name),
    }
  }

  async function boundariesOf(accountId: string): Promise<readonly string[]> {
    const { users, roles } = await everybody(read, accountId)
    return [...users, ...roles].flatMap(({ boundaryArn }) => boundaryArn ?? [])
  }

  return {
    find: arn => catalogue.find(arn),
    get,
    async getUse(accountId, arn) {
      return toUse(accountId, get(arn), await boundariesOf(accountId))
    },
    async listUses(accountId, pathPrefix) {
      const boundaries = await boundariesOf(accountId)
      const policies = catalogue.list().filter(({ path }) => path.startsWith(pathPrefix))
      const uses = await Promise.all(policies.map(policy => toUse(accountId, policy, boundaries)))
      return uses.filter(use => use.attachable || use.attachmentCount + use.boundaryCount > 0)
    },
    async listAttachedTo(accountId, arn) {
      get(arn)
      const ids = new Set(await read.policies.listAttachedTo(accountId, arn))
      return holdersAmong(await everybody(read, accountId), ({ id }) => ids.has(id))
    },
    async listBoundedBy(accountId, arn) {
      get(arn)
      return holdersAmong(await everybody(read, accountId), ({ boundaryArn }) => boundaryArn === arn)
    },
    checkAttachable(arn) {
      const policy = findChecked(arn)
      if (!policy || retired.has(policy.name)) throw new DomainError('managed-policy', 'unavailable', arn)
      if (policy.path.startsWith('/aws-service-role/')) throw new DomainError('managed-policy', 'denied', arn)
    },
    checkBoundary(arn) {
      if (arn !== undefined && !catalogue.find(arn)) throw new DomainError('boundary', 'not-found', arn)
    },
  }
}

const pageSize = 1000

async function everybody(read: Reader, accountId: string): Promise<PolicyHolders> {
  return {
    users: await listAll(after => read.users.list(accountId, '/', { limit: pageSize, after })),
    roles: await listAll(after => read.roles.list(accountId, '/', { limit: pageSize, after })),
  }
}

async function listAll<T>(list: (after?: string) => Promise<Page<T>>): Promise<readonly T[]> {
  const found: T[] = []
  let page = await list()
  found.push(...page.items)
  while (page.next !== undefined) {
    page = await list(page.next)
    found.push(...page.items)
  }
  return found
}

function holdersAmong({ users, roles }: PolicyHolders, belongs: (entity: User | Role) => boolean): PolicyHolders {
  return { users: users.filter(belongs), roles: roles.filter(belongs) }
}

/** ARN of a user or role, told apart by the unique id. */
export function holderArn(entity: User | Role): string {
  return entity.id.startsWith('AIDA') ? userArn(entity) : roleArn(entity)
}
