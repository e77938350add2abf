// Whose policies a simulation uses: those of a user, group or role as they are now. Asks nothing and decides nothing.
import type { NamedPolicy, PolicyPrincipal, PolicySets } from '@hostler/policy/index'
import { DomainError } from '../domain/basics/errors.ts'
import { groupArn } from '../domain/group/group.ts'
import { identityPoliciesOf } from '../domain/policy/identity-policies.ts'
import type { ManagedPolicyCatalogue } from '../domain/policy/managed-policy.ts'
import type { Reader } from '../domain/storage.ts'
import { toNamedPolicy } from '../identity/principals.ts'
import { findCallerByArn } from './caller-by-arn.ts'
import { type PolicyGathering, policyPrincipal } from './policy-gathering.ts'

export interface PolicySource {
  /** As whom the source's policies ask: a session of a role; of a group, nobody in particular. */
  readonly principal: PolicyPrincipal
  readonly identity: readonly NamedPolicy[]
  readonly boundary?: NamedPolicy
  readonly scps?: PolicySets['scps']
}

export interface PolicySources {
  /** Throws `arn.invalid` for text that names no user, group or role of IAM, `entity.not-found`. */
  get(accountId: string, arn: string, now: Date): Promise<PolicySource>
}

const arnPattern = /^arn:aws:iam::(\d{12}):(user|group|role)\/(?:.*\/)?([^/]+)$/

export function createPolicySources(parts: {
  readonly read: Pick<Reader, 'users' | 'roles' | 'groups' | 'policies' | 'customerPolicies'>
  readonly catalogue: ManagedPolicyCatalogue
  readonly policies: PolicyGathering
}): PolicySources {
  const { read, catalogue, policies } = parts

  async function ofGroup(accountId: string, arn: string, name: string): Promise<PolicySource | undefined> {
    const group = await read.groups.find(accountId, name)
    if (!group || groupArn(group) !== arn) return undefined
    const identity = (await identityPoliciesOf(read, catalogue, { ...group, type: 'group' })).map(toNamedPolicy)
    return { principal: { type: 'user', arn, account: accountId }, identity }
  }

  async function ofCaller(accountId: string, arn: string, now: Date): Promise<PolicySource | undefined> {
    const caller = await findCallerByArn(read, { accountId, principalArn: arn, now })
    if (!caller) return undefined
    const { identity, boundary, scps } = (await policies.gather(caller)).sets
    return { principal: policyPrincipal(caller), identity, ...(boundary && { boundary }), ...(scps && { scps }) }
  }

  return {
    async get(accountId, arn, now) {
      const [, owner, type, name = ''] = arnPattern.exec(arn) ?? []
      if (type === undefined) throw new DomainError('arn', 'invalid', arn)
      const found =
        owner === accountId &&
        (await (type === 'group' ? ofGroup(accountId, arn, name) : ofCaller(accountId, arn, now)))
      if (!found) throw new DomainError('entity', 'not-found', arn)
      return found
    },
  }
}
