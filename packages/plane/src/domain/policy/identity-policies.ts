// The identity policies of one entity, its own and those of its groups, in one list: the only place that knows where they
// come from.
import { groupsOf } from '../group/groups.ts'
import type { Reader } from '../storage.ts'
import { findManagedPolicy, type ManagedPolicyCatalogue } from './managed-policy.ts'

export interface IdentityPolicy {
  readonly name: string
  /** Policy text. */
  readonly document: string
  /** Of a managed policy. */
  readonly arn?: string
  /** Whose it is, or who has it attached. */
  readonly holder: { readonly type: HolderType; readonly name: string }
}

type HolderType = 'user' | 'group' | 'role'
type PolicyReader = Pick<Reader, 'policies' | 'customerPolicies' | 'groups'>

/** A user, group or role that exists. */
export interface HoldingEntity {
  readonly type: HolderType
  readonly accountId: string
  readonly id: string
  readonly name: string
}

/** Its own first, inline before managed; then, of a user, those of its groups. */
export async function identityPoliciesOf(
  read: PolicyReader,
  catalogue: ManagedPolicyCatalogue,
  entity: HoldingEntity,
): Promise<readonly IdentityPolicy[]> {
  const groups = entity.type === 'user' ? await groupsOf(read, entity.accountId, entity.id) : []
  const holders: readonly HoldingEntity[] = [entity, ...groups.map(group => ({ ...group, type: 'group' as const }))]
  return (await Promise.all(holders.map(holder => policiesOf(read, catalogue, holder)))).flat()
}

async function policiesOf(
  read: PolicyReader,
  catalogue: ManagedPolicyCatalogue,
  { type, accountId, id, name: holderName }: HoldingEntity,
): Promise<readonly IdentityPolicy[]> {
  const holder = { type, name: holderName }
  const inline = await read.policies.listInline(id)
  const attached = await read.policies.listAttached(id)
  const managed = await Promise.all(attached.map(arn => findManagedPolicy(read, catalogue, accountId, arn)))
  return [
    ...inline.map(({ name, document }) => ({ name, document, holder })),
    ...managed.flatMap(policy =>
      policy ? { name: policy.name, arn: policy.arn, document: policy.document, holder } : [],
    ),
  ]
}
