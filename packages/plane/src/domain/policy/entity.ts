// Users, groups, roles, instance profiles and managed policies alike: what has a name in an account, and most of it
// tags and policies.
import { DomainError } from '../basics/errors.ts'
import { type Group, groupArn } from '../group/group.ts'
import { type InstanceProfile, instanceProfileArn } from '../instance-profile/instance-profile.ts'
import { type Role, roleArn } from '../role/role.ts'
import type { Reader } from '../storage.ts'
import type { TaggedResource, Tags } from '../tag/tag.ts'
import { type User, userArn } from '../user/user.ts'
import { type CustomerPolicy, customerPolicyArn } from './customer-policy.ts'
import { findCustomerPolicy } from './managed-policy.ts'

export type EntityType = 'user' | 'group' | 'role' | 'instance-profile' | 'policy'

/** An entity as callers name it; case does not matter. */
export interface EntityName {
  readonly accountId: string
  readonly type: EntityType
  /** Of a managed policy its ARN. */
  readonly name: string
}

export type Entity = User | Group | Role | InstanceProfile | CustomerPolicy

type Directory = Pick<Reader, 'users' | 'groups' | 'roles' | 'instanceProfiles' | 'customerPolicies'>

/** What policies may ask about an entity. */
export interface EntityFacts {
  readonly arn: string
  readonly tags: Tags
  readonly boundaryArn?: string
}

/** Roles under these paths belong to the services that made them; nobody else creates or changes them. */
export const protectedPaths = ['/aws-service-role/', '/aws-reserved/']

export interface Entities {
  /** Facts for authorisation, or undefined when there is no such entity. */
  find(entity: EntityName): Promise<EntityFacts | undefined>
}

export function createEntities(read: Reader): Entities {
  return {
    async find(name) {
      const entity = await findEntity(read, name)
      if (!entity) return undefined
      const tags = await read.tags.list(tagsOf(name.type, entity))
      const boundaryArn = 'boundaryArn' in entity ? entity.boundaryArn : undefined
      return { arn: arnOf(name.type, entity), tags, ...(boundaryArn !== undefined && { boundaryArn }) }
    },
  }
}

/** Throws `<type>.not-found`, e.g. `role.not-found`. */
export async function getEntity(reader: Directory, name: EntityName): Promise<Entity> {
  const entity = await findEntity(reader, name)
  if (!entity) throw new DomainError(name.type, 'not-found', name.name)
  return entity
}

/** As {@link getEntity}; throws `role.denied` for a role that belongs to a service. */
export async function getChangeableEntity(reader: Directory, name: EntityName): Promise<Entity> {
  const entity = await getEntity(reader, name)
  if (name.type === 'role' && isProtected(entity.path)) throw new DomainError('role', 'denied', entity.name)
  return entity
}

export function isProtected(path: string): boolean {
  return protectedPaths.some(prefix => path.startsWith(prefix))
}

/** Where the tags of an entity are kept: under its unique id, in no region. */
export function tagsOf(type: EntityType, { accountId, id }: Pick<Entity, 'accountId' | 'id'>): TaggedResource {
  return { accountId, region: '', type, id }
}

function findEntity(reader: Directory, { accountId, type, name }: EntityName): Promise<Entity | undefined> {
  switch (type) {
    case 'user':
      return reader.users.find(accountId, name)
    case 'group':
      return reader.groups.find(accountId, name)
    case 'policy':
      return findCustomerPolicy(reader, accountId, name)
    case 'role':
      return reader.roles.find(accountId, name)
    case 'instance-profile':
      return reader.instanceProfiles.find(accountId, name)
  }
}

function arnOf(type: EntityType, entity: Entity): string {
  const toArn = {
    user: userArn,
    group: groupArn,
    role: roleArn,
    'instance-profile': instanceProfileArn,
    policy: customerPolicyArn,
  }
  return toArn[type](entity)
}
