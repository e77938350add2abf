// Questions about users, groups, roles, instance profiles and policies: by their real ARN where they exist, by the name at path `/`
// where they do not, so that a refusal reads the same.
import { type Ask, may } from '../../access/ask.ts'
import type { EntityFacts, EntityName, EntityType } from '../../domain/policy/entity.ts'
import type { Tags } from '../../domain/tag/tag.ts'
import type { Call } from '../operation.ts'
import type { IamParts } from './iam-operation.ts'

type Context = Record<string, string | readonly string[] | undefined>

export const userNamed = (name: string, call: Call) => entityNamed('user', name, call)
export const groupNamed = (name: string, call: Call) => entityNamed('group', name, call)
export const roleNamed = (name: string, call: Call) => entityNamed('role', name, call)
export const profileNamed = (name: string, call: Call) => entityNamed('instance-profile', name, call)

/** By ARN. */
export const policyNamed = (arn: string, call: Call) => entityNamed('policy', arn, call)

function entityNamed<Type extends EntityType>(
  type: Type,
  name: string,
  { accountId }: Call,
): EntityName & { readonly type: Type } {
  return { accountId, type, name }
}

/** May the caller do `action` (without `iam:`) to this entity? Its tags are keys of the question. */
export async function mayOn(
  entity: EntityName,
  action: string,
  { entities }: IamParts,
  call: Call,
  context: Context = {},
): Promise<readonly Ask[]> {
  const facts = await entities.find(entity)
  return [ask(entity, facts, action, call, context)]
}

/** As {@link mayOn}, for actions that change what an entity may do: its boundary is a key too. */
export async function mayChangePolicies(
  entity: EntityName,
  action: string,
  { entities }: IamParts,
  call: Call,
  policyArn?: string,
): Promise<readonly Ask[]> {
  const facts = await entities.find(entity)
  const keys = { 'iam:permissionsboundary': facts?.boundaryArn, 'iam:policyarn': policyArn }
  return [ask(entity, facts, action, call, keys)]
}

/** May the caller create this entity? With tags, tagging is asked too, as AWS does. */
export function mayCreate(
  action: string,
  arn: string,
  { Tags, PermissionsBoundary }: { Tags?: readonly { Key: string; Value: string }[]; PermissionsBoundary?: string },
): readonly Ask[] {
  const context = { ...requestTagKeys(Tags ?? []), 'iam:permissionsboundary': PermissionsBoundary }
  const create = may(`iam:Create${action}`, arn, { context })
  return Tags?.length ? [create, may(`iam:Tag${action}`, arn, { context })] : [create]
}

/** Condition keys of tags that a request brings. */
export function requestTagKeys(tags: readonly { Key: string; Value: string }[]): Context {
  if (tags.length === 0) return {}
  const values = tags.map(({ Key, Value }) => [`aws:requesttag/${Key.toLowerCase()}`, Value] as const)
  return { ...Object.fromEntries(values), 'aws:tagkeys': tags.map(({ Key }) => Key) }
}

/** Condition keys of the tags that a resource of IAM has. */
export function resourceTagKeys(tags: Tags): Context {
  const keys: Context = {}
  for (const [key, value] of tags) {
    keys[`iam:resourcetag/${key.toLowerCase()}`] = value
    keys[`aws:resourcetag/${key.toLowerCase()}`] = value
  }
  return keys
}

/** As {@link mayOn}, for a new name or path: the right to change what it is and what it becomes. */
export async function mayMove(
  entity: EntityName,
  action: string,
  to: { readonly name: string | undefined; readonly path: string | undefined },
  arnOf: (pathAndName: string) => string,
  parts: IamParts,
  call: Call,
): Promise<readonly Ask[]> {
  const asks = await mayOn(entity, action, parts, call)
  const before = asks[0]!.resource.slice(arnOf('').length)
  const nameAt = before.lastIndexOf('/') + 1
  const path = to.path ?? `/${before.slice(0, nameAt)}`
  return [...asks, may(`iam:${action}`, arnOf(path + (to.name ?? before.slice(nameAt))))]
}

function ask(entity: EntityName, facts: EntityFacts | undefined, action: string, call: Call, context: Context): Ask {
  const arn = facts?.arn ?? arnAtRoot(entity, call)
  return may(`iam:${action}`, arn, { context: { ...(facts && resourceTagKeys(facts.tags)), ...context } })
}

function arnAtRoot({ type, name }: EntityName, { names }: Call): string {
  const toArn = {
    user: names.user,
    group: names.group,
    role: names.role,
    'instance-profile': names.instanceProfile,
    policy: (arn: string) => arn,
  }
  return toArn[type](name)
}
