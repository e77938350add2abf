// What users, groups and roles may do: policies of their own (inline) and managed ones attached to them.
import { DomainError } from '../basics/errors.ts'
import type { Storage, Writer } from '../storage.ts'
import { type EntityName, getChangeableEntity, getEntity } from './entity.ts'
import type { InlinePolicy } from './entity-policy.ts'
import type { ManagedPolicy } from './managed-policy.ts'
import type { ManagedPolicies } from './managed-policies.ts'
import type { PolicyLanguage } from './policy-language.ts'

const attachedPoliciesMax = 10

/** Every verb throws `user.not-found`, `group.not-found` or `role.not-found`; changes of a service's role throw `role.denied`. */
export interface EntityPolicies {
  /** Throws `policy.invalid`, or `policy-size.limit-exceeded` for all inline policies of the entity together. */
  putInline(entity: EntityName, policy: InlinePolicy): Promise<void>
  /** Throws `inline-policy.not-found`. */
  getInline(entity: EntityName, policyName: string): Promise<InlinePolicy>
  /** Sorted names. */
  listInline(entity: EntityName): Promise<readonly string[]>
  /** Throws `inline-policy.not-found`. */
  deleteInline(entity: EntityName, policyName: string): Promise<void>
  /**
   * Attaching what is attached changes nothing. Throws `managed-policy.unavailable` for what does not exist or can no
   * longer be attached, `managed-policy.denied` for policies of service-linked roles,
   * `attached-policies.limit-exceeded` above 10.
   */
  attach(entity: EntityName, policyArn: string, now: Date): Promise<void>
  /** Throws `managed-policy.not-found` when it is not attached. */
  detach(entity: EntityName, policyArn: string): Promise<void>
  /** Sorted by name. */
  listAttached(entity: EntityName, pathPrefix: string): Promise<readonly ManagedPolicy[]>
}

export function createEntityPolicies(
  storage: Storage,
  rules: { readonly language: PolicyLanguage; readonly managedPolicies: ManagedPolicies },
): EntityPolicies {
  const { language, managedPolicies } = rules
  return {
    async putInline(holder, policy) {
      language.check(policy.document, 'identity')
      await storage.write(async writer => {
        const entity = await getChangeableEntity(writer, holder)
        const others = (await writer.policies.listInline(entity.id)).filter(({ name }) => name !== policy.name)
        language.checkInlineSize(
          { ...holder, name: entity.name },
          [policy, ...others].map(each => each.document),
        )
        await writer.policies.putInline(entity.accountId, entity.id, policy)
      })
    },
    async getInline(holder, policyName) {
      const { id } = await getEntity(storage.read, holder)
      const policy = await storage.read.policies.findInline(id, policyName)
      if (!policy) throw new DomainError('inline-policy', 'not-found', policyName)
      return policy
    },
    async listInline(holder) {
      const { id } = await getEntity(storage.read, holder)
      return (await storage.read.policies.listInline(id)).map(({ name }) => name)
    },
    async deleteInline(holder, policyName) {
      await storage.write(async writer => {
        const { id } = await getChangeableEntity(writer, holder)
        if (!(await writer.policies.findInline(id, policyName))) {
          throw new DomainError('inline-policy', 'not-found', policyName)
        }
        await writer.policies.deleteInline(id, policyName)
      })
    },
    async attach(holder, policyArn, now) {
      await storage.write(async writer => {
        const { id, accountId } = await getChangeableEntity(writer, holder)
        const attached = await writer.policies.listAttached(id)
        if (attached.includes(policyArn)) return
        await managedPolicies.checkAttachable(writer, accountId, policyArn)
        if (attached.length >= attachedPoliciesMax)
          throw new DomainError('attached-policies', 'limit-exceeded', holder.type)
        await writer.policies.attach(accountId, id, policyArn, now)
      })
    },
    async detach(holder, policyArn) {
      await storage.write(async writer => {
        const { id } = await getChangeableEntity(writer, holder)
        if (!(await writer.policies.listAttached(id)).includes(policyArn)) {
          throw new DomainError('managed-policy', 'not-found', policyArn)
        }
        await writer.policies.detach(id, policyArn)
      })
    },
    async listAttached(holder, pathPrefix) {
      const { id, accountId } = await getEntity(storage.read, holder)
      const attached = await storage.read.policies.listAttached(id)
      const policies = await Promise.all(attached.map(arn => managedPolicies.find(accountId, arn)))
      return policies
        .filter(policy => policy !== undefined)
        .filter(({ path }) => path.startsWith(pathPrefix))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
    },
  }
}

/** Before an entity is deleted: throws `attached-policies.conflict` or `inline-policies.conflict` while it has any. */
export async function checkWithoutPolicies(writer: Writer, { id }: { readonly id: string }): Promise<void> {
  if ((await writer.policies.listAttached(id)).length > 0) throw new DomainError('attached-policies', 'conflict', id)
  if ((await writer.policies.listInline(id)).length > 0) throw new DomainError('inline-policies', 'conflict', id)
}
