// What somebody is allowed against what was done: services that identity policies grant, with their last use. Keeps
// nothing; boundaries, session policies and organizations do not count, as on AWS. Of a group its users are told, of a
// policy whoever has it, by a group too.
import { mayAllowAction, mayAllowService } from '@hostler/policy/index'
import { DomainError } from '../domain/basics/errors.ts'
import { groupArn } from '../domain/group/group.ts'
import type { LastUse } from '../domain/last-use/last-use.ts'
import type { LastUses } from '../domain/last-use/last-uses.ts'
import { type IdentityPolicy, identityPoliciesOf } from '../domain/policy/identity-policies.ts'
import type { ManagedPolicies } from '../domain/policy/managed-policies.ts'
import type { ManagedPolicyCatalogue } from '../domain/policy/managed-policy.ts'
import { type Role, roleArn } from '../domain/role/role.ts'
import type { Reader } from '../domain/storage.ts'
import { type User, userArn } from '../domain/user/user.ts'
import { compileCached } from '../identity/principals.ts'

/** A user or role that may have used something. */
export interface UsingEntity {
  readonly type: 'user' | 'role'
  readonly accountId: string
  readonly id: string
  readonly name: string
  readonly path: string
  readonly arn: string
}

type NamedEntity = UsingEntity | (Omit<UsingEntity, 'type'> & { readonly type: 'group' })

export interface EntityUse {
  readonly entity: UsingEntity
  readonly last: Pick<LastUse, 'at' | 'region'>
}

export interface ServiceUse {
  /** `ssm` */
  readonly namespace: string
  readonly name: string
  /** Those who used it, the latest first. */
  readonly used: readonly EntityUse[]
  /** Of granted actions of services that this plane serves; the latest use, if any. */
  readonly actions: readonly { readonly name: string; readonly last?: EntityUse }[]
}

export interface UseReport {
  /** Everybody who could use the services, once. */
  readonly entities: readonly UsingEntity[]
  readonly services: readonly ServiceUse[]
}

export interface AccessAdvisor {
  /**
   * Every service that identity policies grant to a user, group or role, or that a managed policy grants.
   * Throws `arn.invalid` for text that is no such ARN and `entity.not-found`.
   */
  report(accountId: string, arn: string): Promise<UseReport>
  /** Tells which policies of a user, group or role grant a service. Throws as {@link report}. */
  grantsOf(accountId: string, arn: string): Promise<(namespace: string) => readonly GrantingPolicy[]>
}

export interface AdvisorParts {
  readonly read: Pick<Reader, 'users' | 'groups' | 'roles' | 'policies' | 'customerPolicies'>
  readonly catalogue: ManagedPolicyCatalogue
  readonly managedPolicies: Pick<ManagedPolicies, 'find' | 'listAttachedTo'>
  readonly lastUses: Pick<LastUses, 'list'>
  /** Names of services by namespace. */
  readonly serviceNames: ReadonlyMap<string, string>
  /** Names of a service's actions, without the namespace; empty for services that are not served. */
  actionsOf(namespace: string): readonly string[]
}

export type GrantingPolicy = Omit<IdentityPolicy, 'holder'> & Partial<Pick<IdentityPolicy, 'holder'>>

/** Whose use of which policies a report is about. */
interface Subject {
  readonly policies: readonly GrantingPolicy[]
  readonly entities: readonly UsingEntity[]
}

const arnPattern = /^arn:aws:iam::(aws|\d{12}):(user|role|policy|group)\/(?:.*\/)?([^/]+)$/

export function createAccessAdvisor(parts: AdvisorParts): AccessAdvisor {
  const { read, managedPolicies } = parts

  async function findEntity(accountId: string, type: string, name: string): Promise<NamedEntity | undefined> {
    if (type === 'user') {
      const user = await read.users.find(accountId, name)
      return user && asUser(user)
    }
    if (type === 'group') {
      const group = await read.groups.find(accountId, name)
      return group && { ...nameOf(group), type, arn: groupArn(group) }
    }
    const role = type === 'role' ? await read.roles.find(accountId, name) : undefined
    return role && asRole(role)
  }

  async function membersOf(accountId: string, groupId: string): Promise<readonly UsingEntity[]> {
    const ids = await read.groups.listMembers(accountId, groupId)
    const users = await Promise.all(ids.map(id => read.users.findById(accountId, id)))
    return users.flatMap(user => (user ? asUser(user) : []))
  }

  async function ofPolicy(accountId: string, arn: string): Promise<Subject | undefined> {
    const policy = await managedPolicies.find(accountId, arn)
    if (!policy) return undefined
    const { users, groups, roles } = await managedPolicies.listAttachedTo(accountId, arn)
    const members = await Promise.all(groups.map(group => membersOf(accountId, group.id)))
    const everybody = [...users.map(asUser), ...members.flat()]
    const once = new Map(everybody.map(user => [user.id, user]))
    return {
      policies: [policy],
      entities: [...once.values(), ...roles.map(asRole)],
    }
  }

  async function ofEntity(accountId: string, arn: string, type: string, name: string): Promise<Subject | undefined> {
    const entity = await findEntity(accountId, type, name)
    if (entity?.arn !== arn) return undefined
    const policies = await identityPoliciesOf(read, parts.catalogue, entity)
    return { policies, entities: isUsing(entity) ? [entity] : await membersOf(accountId, entity.id) }
  }

  async function subjectOf(accountId: string, arn: string): Promise<Subject> {
    const [, owner, type = '', name = ''] = arnPattern.exec(arn) ?? []
    if (owner === undefined) throw new DomainError('arn', 'invalid', arn)
    const isOwn = owner === accountId || (owner === 'aws' && type === 'policy')
    const subject =
      isOwn && (type === 'policy' ? await ofPolicy(accountId, arn) : await ofEntity(accountId, arn, type, name))
    if (!subject) throw new DomainError('entity', 'not-found', arn)
    return subject
  }

  return {
    async report(accountId, arn) {
      const { policies, entities } = await subjectOf(accountId, arn)
      const uses = new Map<UsingEntity, readonly LastUse[]>()
      for (const entity of entities) uses.set(entity, await parts.lastUses.list(accountId, entity.id))
      const compiled = policies.map(({ document }) => compileCached(document, 'identity'))
      const services = [...parts.serviceNames].flatMap(([namespace, name]) => {
        if (!compiled.some(policy => mayAllowService(policy, namespace))) return []
        const granted = parts
          .actionsOf(namespace)
          .filter(action => compiled.some(policy => mayAllowAction(policy, `${namespace}:${action}`)))
        return {
          namespace,
          name,
          used: usesOf(uses, action => action.startsWith(`${namespace}:`)),
          actions: granted.map(action => ({
            name: action,
            last: usesOf(uses, used => used === `${namespace}:${action}`)[0],
          })),
        }
      })
      return { entities, services }
    },
    async grantsOf(accountId, arn) {
      const { policies } = await subjectOf(accountId, arn)
      return namespace =>
        policies.filter(({ document }) => mayAllowService(compileCached(document, 'identity'), namespace))
    },
  }
}

function asUser(user: User): UsingEntity {
  return { ...nameOf(user), type: 'user', arn: userArn(user) }
}

function asRole(role: Role): UsingEntity {
  return { ...nameOf(role), type: 'role', arn: roleArn(role) }
}

/** Reports are kept for a while: of an entity only its name is. */
function nameOf({ accountId, id, name, path }: Omit<UsingEntity, 'type' | 'arn'>) {
  return { accountId, id, name, path }
}

/** Groups call nothing; their users do. */
function isUsing(entity: NamedEntity): entity is UsingEntity {
  return entity.type !== 'group'
}

/** Those who did what fits, with their last use, the latest first. */
function usesOf(
  uses: ReadonlyMap<UsingEntity, readonly LastUse[]>,
  fits: (action: string) => boolean,
): readonly EntityUse[] {
  const found = [...uses].flatMap(([entity, list]): EntityUse[] => {
    const [last] = list.filter(({ action }) => fits(action)).toSorted((a, b) => b.at.getTime() - a.at.getTime())
    return last ? [{ entity, last }] : []
  })
  return found.toSorted((a, b) => b.last.at.getTime() - a.last.at.getTime())
}
