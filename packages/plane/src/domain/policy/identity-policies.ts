// The identity policies of one entity, its own and whoever else's come to it, in one list: the only place that knows
// where they come from.
import type { Reader } from '../storage.ts'
import type { ManagedPolicy } from './managed-policy.ts'

export interface IdentityPolicy {
  readonly name: string
  /** Policy text. */
  readonly document: string
  /** Of a managed policy. */
  readonly arn?: string
  /** Of an inline policy: whose it is. */
  readonly holder?: { readonly type: 'user' | 'role' | 'group'; readonly name: string }
}

/** @param entity a user or role that exists */
export async function identityPoliciesOf(
  read: Pick<Reader, 'policies'>,
  findManaged: (arn: string) => ManagedPolicy | undefined,
  entity: { readonly type: 'user' | 'role'; readonly id: string; readonly name: string },
): Promise<readonly IdentityPolicy[]> {
  const holder = { type: entity.type, name: entity.name }
  const inline = await read.policies.listInline(entity.id)
  const attached = await read.policies.listAttached(entity.id)
  return [
    ...inline.map(({ name, document }) => ({ name, document, holder })),
    ...attached.flatMap(arn => findManaged(arn) ?? []).map(({ name, arn, document }) => ({ name, arn, document })),
  ]
}
