// Managed policies as an account sees them, AWS's and its own: what exists, what may be attached, who has it. Changes
// nothing; customer-policies.ts does.
import { DomainError } from '../basics/errors.ts'
import { listAll } from '../basics/page.ts'
import type { Reader } from '../storage.ts'
import {
  findManagedPolicy,
  type ManagedPolicy,
  type ManagedPolicyCatalogue,
  toManagedPolicy,
} from './managed-policy.ts'
import { everybody, holdersAmong, type PolicyHolders } from './policy-holders.ts'

/** A managed policy and what one account makes of it. */
export interface PolicyUse {
  readonly policy: ManagedPolicy
  readonly attachmentCount: number
  /** How many users and roles have it as permissions boundary. */
  readonly boundaryCount: number
  /** False for policies that AWS has retired: they keep working where they are attached. */
  readonly attachable: boolean
}

export interface ManagedPolicies {
  find(accountId: string, arn: string): Promise<ManagedPolicy | undefined>
  /** Throws `policy-arn.invalid` for text that is no policy ARN, `managed-policy.not-found`. */
  get(accountId: string, arn: string): Promise<ManagedPolicy>
  /** As {@link get}. */
  getUse(accountId: string, arn: string): Promise<PolicyUse>
  /** Sorted by name. Retired ones are listed only where they are in use. */
  listUses(accountId: string, pathPrefix: string): Promise<readonly PolicyUse[]>
  /** Throws `managed-policy.not-found`. */
  listAttachedTo(accountId: string, arn: string): Promise<PolicyHolders>
  /** Throws `managed-policy.not-found`. */
  listBoundedBy(accountId: string, arn: string): Promise<PolicyHolders>
  /**
   * Throws `policy-arn.invalid`, `managed-policy.unavailable` or `managed-policy.denied`.
   *
   * @param read sees what the transaction that attaches it has written
   */
  checkAttachable(read: PolicyReader, accountId: string, arn: string): Promise<void>
  /** Throws `boundary.not-found`. */
  checkBoundary(read: PolicyReader, accountId: string, arn: string | undefined): Promise<void>
}

type PolicyReader = Pick<Reader, 'customerPolicies'>

const arnPattern = /^arn:aws:iam::(aws|\d{12}):policy\/.+$/
const pageSize = 1000

/** @param retired names of AWS's policies that can no longer be attached */
export function createManagedPolicies(
  read: Reader,
  catalogue: ManagedPolicyCatalogue,
  retired: ReadonlySet<string> = new Set(),
): ManagedPolicies {
  const find = (accountId: string, arn: string) => findManagedPolicy(read, catalogue, accountId, arn)
  const isAttachable = (policy: ManagedPolicy) => policy.own !== undefined || !retired.has(policy.name)

  async function get(accountId: string, arn: string): Promise<ManagedPolicy> {
    checkArn(arn)
    const policy = await find(accountId, arn)
    if (!policy) throw new DomainError('managed-policy', 'not-found', arn)
    return policy
  }

  async function toUse(accountId: string, policy: ManagedPolicy, boundaries: readonly string[]): Promise<PolicyUse> {
    return {
      policy,
      attachmentCount: await read.policies.countAttachments(accountId, policy.arn),
      boundaryCount: boundaries.filter(arn => arn === policy.arn).length,
      attachable: isAttachable(policy),
    }
  }

  async function boundariesOf(accountId: string): Promise<readonly string[]> {
    const { users, roles } = await everybody(read, accountId)
    return [...users, ...roles].flatMap(({ boundaryArn }) => boundaryArn ?? [])
  }

  async function listOwn(accountId: string): Promise<readonly ManagedPolicy[]> {
    const own = await listAll(after => read.customerPolicies.list(accountId, '/', { limit: pageSize, after }))
    return Promise.all(own.map(policy => toManagedPolicy(read, policy)))
  }

  return {
    find,
    get,
    async getUse(accountId, arn) {
      return toUse(accountId, await get(accountId, arn), await boundariesOf(accountId))
    },
    async listUses(accountId, pathPrefix) {
      const boundaries = await boundariesOf(accountId)
      const policies = [...catalogue.list(), ...(await listOwn(accountId))]
        .filter(({ path }) => path.startsWith(pathPrefix))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
      const uses = await Promise.all(policies.map(policy => toUse(accountId, policy, boundaries)))
      return uses.filter(use => use.attachable || use.attachmentCount + use.boundaryCount > 0)
    },
    async listAttachedTo(accountId, arn) {
      await get(accountId, arn)
      const ids = new Set(await read.policies.listAttachedTo(accountId, arn))
      return holdersAmong(await everybody(read, accountId), ({ id }) => ids.has(id))
    },
    async listBoundedBy(accountId, arn) {
      await get(accountId, arn)
      return holdersAmong(
        await everybody(read, accountId),
        entity => 'boundaryArn' in entity && entity.boundaryArn === arn,
      )
    },
    async checkAttachable(reader, accountId, arn) {
      checkArn(arn)
      const policy = await findManagedPolicy(reader, catalogue, accountId, arn)
      if (!policy || !isAttachable(policy)) throw new DomainError('managed-policy', 'unavailable', arn)
      if (isOfService(policy)) throw new DomainError('managed-policy', 'denied', arn)
    },
    async checkBoundary(reader, accountId, arn) {
      if (arn === undefined) return
      const policy = await findManagedPolicy(reader, catalogue, accountId, arn)
      if (!policy || !isAttachable(policy) || isOfService(policy)) throw new DomainError('boundary', 'not-found', arn)
    },
  }
}

/** AWS's policies for service-linked roles are nobody else's. */
function isOfService({ own, path }: ManagedPolicy): boolean {
  return !own && path.startsWith('/aws-service-role/')
}

function checkArn(arn: string): void {
  if (!arnPattern.test(arn)) throw new DomainError('policy-arn', 'invalid', arn)
}
