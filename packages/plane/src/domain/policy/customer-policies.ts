// An account's own managed policies: made, versioned, put in force and deleted. Where they are attached is not changed
// here, and what AWS owns is not found here.
import { DomainError } from '../basics/errors.ts'
import { newIamId } from '../basics/ids.ts'
import type { ActionContext } from '../basics/scope.ts'
import type { Storage, Writer } from '../storage.ts'
import type { Tags } from '../tag/tag.ts'
import { type CustomerPolicy, customerPolicyArn, type CustomerPolicyVersion } from './customer-policy.ts'
import { tagsOf } from './entity.ts'
import { everybody } from './policy-holders.ts'
import { findCustomerPolicy } from './managed-policy.ts'
import type { PolicyLanguage } from './policy-language.ts'

const versionsMax = 5

export interface NewCustomerPolicy extends Pick<CustomerPolicy, 'name' | 'path' | 'description'> {
  readonly document: string
  readonly tags: Tags
}

/** Policies are named by ARN. Every verb but `create` throws `managed-policy.not-found`. */
export interface CustomerPolicies {
  /** Its first version is in force. Throws `policy.already-exists`, `policy.invalid`, `policy-size.limit-exceeded`. */
  create(context: ActionContext, policy: NewCustomerPolicy): Promise<CustomerPolicy & { readonly arn: string }>
  /** Throws `policy-attachments.conflict` while it is attached or a boundary, `policy-versions.conflict` with several. */
  delete(context: ActionContext, arn: string): Promise<void>
  /** Throws `policy-versions.limit-exceeded` above 5, `policy.invalid`, `policy-size.limit-exceeded`. */
  createVersion(
    context: ActionContext,
    arn: string,
    document: string,
    setAsDefault: boolean,
  ): Promise<CustomerPolicyVersion>
  /** Throws `policy-version.not-found`, `policy-version.conflict` for the one in force. */
  deleteVersion(context: ActionContext, arn: string, version: number): Promise<void>
  /** From the next call on. Throws `policy-version.not-found`. */
  setDefaultVersion(context: ActionContext, arn: string, version: number): Promise<void>
  /** Newest first. */
  listVersions(accountId: string, arn: string): Promise<readonly CustomerPolicyVersion[]>
}

export function createCustomerPolicies(storage: Storage, language: PolicyLanguage): CustomerPolicies {
  function checkDocument(document: string): void {
    language.check(document, 'identity')
    language.checkManagedSize(document)
  }

  return {
    async create({ accountId, now }, { tags, document, ...given }) {
      checkDocument(document)
      return storage.write(async writer => {
        if (await writer.customerPolicies.find(accountId, given.name)) {
          throw new DomainError('policy', 'already-exists', given.name)
        }
        const dates = { createdAt: now, updatedAt: now }
        const policy = { ...given, ...dates, accountId, id: newIamId('ANPA'), defaultVersion: 1, versionsMade: 1 }
        await writer.customerPolicies.insert(policy)
        await writer.customerPolicies.insertVersion(accountId, policy.id, { version: 1, document, createdAt: now })
        await writer.tags.put(tagsOf('policy', policy), tags)
        return { ...policy, arn: customerPolicyArn(policy) }
      })
    },
    async delete({ accountId }, arn) {
      await storage.write(async writer => {
        const policy = await getPolicy(writer, accountId, arn)
        if (await isInUse(writer, policy)) throw new DomainError('policy-attachments', 'conflict', arn)
        if ((await writer.customerPolicies.listVersions(policy.id)).length > 1) {
          throw new DomainError('policy-versions', 'conflict', arn)
        }
        await writer.tags.removeAll(tagsOf('policy', policy))
        await writer.customerPolicies.delete(accountId, policy.id)
      })
    },
    async createVersion({ accountId, now }, arn, document, setAsDefault) {
      checkDocument(document)
      return storage.write(async writer => {
        const policy = await getPolicy(writer, accountId, arn)
        if ((await writer.customerPolicies.listVersions(policy.id)).length >= versionsMax) {
          throw new DomainError('policy-versions', 'limit-exceeded', arn)
        }
        const version = { version: policy.versionsMade + 1, document, createdAt: now }
        await writer.customerPolicies.insertVersion(accountId, policy.id, version)
        await writer.customerPolicies.update({
          ...policy,
          versionsMade: version.version,
          updatedAt: now,
          ...(setAsDefault && { defaultVersion: version.version }),
        })
        return version
      })
    },
    async deleteVersion({ accountId, now }, arn, version) {
      await storage.write(async writer => {
        const policy = await getPolicy(writer, accountId, arn)
        if (policy.defaultVersion === version) throw new DomainError('policy-version', 'conflict', arn)
        await requireVersion(writer, policy, version)
        await writer.customerPolicies.deleteVersion(policy.id, version)
        await writer.customerPolicies.update({ ...policy, updatedAt: now })
      })
    },
    async setDefaultVersion({ accountId, now }, arn, version) {
      await storage.write(async writer => {
        const policy = await getPolicy(writer, accountId, arn)
        await requireVersion(writer, policy, version)
        await writer.customerPolicies.update({ ...policy, defaultVersion: version, updatedAt: now })
      })
    },
    async listVersions(accountId, arn) {
      const { id } = await getPolicy(storage.read, accountId, arn)
      return storage.read.customerPolicies.listVersions(id)
    },
  }
}

async function getPolicy(
  read: Parameters<typeof findCustomerPolicy>[0],
  accountId: string,
  arn: string,
): Promise<CustomerPolicy> {
  const policy = await findCustomerPolicy(read, accountId, arn)
  if (!policy) throw new DomainError('managed-policy', 'not-found', arn)
  return policy
}

async function requireVersion({ customerPolicies }: Writer, { id }: CustomerPolicy, version: number): Promise<void> {
  if (!(await customerPolicies.findVersion(id, version))) {
    throw new DomainError('policy-version', 'not-found', `v${version}`)
  }
}

async function isInUse(writer: Writer, policy: CustomerPolicy): Promise<boolean> {
  const arn = customerPolicyArn(policy)
  if ((await writer.policies.countAttachments(policy.accountId, arn)) > 0) return true
  const { users, roles } = await everybody(writer, policy.accountId)
  return [...users, ...roles].some(({ boundaryArn }) => boundaryArn === arn)
}
