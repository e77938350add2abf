// Policies of an organization: switched on by type, made, changed, attached to places and detached. What they mean for a
// caller is decided elsewhere.
import { DomainError } from '../basics/errors.ts'
import type { ActionContext } from '../basics/scope.ts'
import type { PolicyLanguage } from '../policy/policy-language.ts'
import type { Storage } from '../storage.ts'
import {
  fullAccess,
  isAwsOwned,
  type Organization,
  type OrganizationPolicy,
  type OrganizationPolicyType,
} from './organization.ts'
import { newPolicyId } from './organization-names.ts'
import { changeOrganization } from './organizations.ts'
import { findPlace, findPolicy, policiesAt } from './organization-tree.ts'

/** Of one type at one place. */
const attachedMax = 5

/** Every verb throws as `Organizations.getManaged`. */
export interface OrganizationPolicies {
  /** Throws `root.not-found`, `policy-type.already-exists`, `feature-set.invalid` without all features. */
  enableType(context: ActionContext, rootId: string, type: OrganizationPolicyType): Promise<Organization>
  /** Forgets where policies of the type were attached. Throws `root.not-found`, `policy-type.not-found`. */
  disableType(context: ActionContext, rootId: string, type: OrganizationPolicyType): Promise<Organization>
  /** Throws `organization-policy.already-exists` for a name that is taken, `policy.invalid`, `policy-size.limit-exceeded`. */
  create(
    context: ActionContext,
    given: Omit<OrganizationPolicy, 'id'>,
  ): Promise<{ organization: Organization; policy: OrganizationPolicy }>
  /** Throws as {@link create}, `organization-policy.not-found`, `organization-policy.denied` for AWS's. */
  update(
    context: ActionContext,
    id: string,
    change: Partial<Pick<OrganizationPolicy, 'name' | 'description' | 'content'>>,
  ): Promise<{ organization: Organization; policy: OrganizationPolicy }>
  /** Throws `organization-policy.not-found`, `organization-policy.denied`, `organization-policy.conflict` while attached. */
  delete(context: ActionContext, id: string): Promise<void>
  /**
   * From the next call on. Throws `organization-policy.not-found`, `target.not-found`, `policy-type.not-found` while the
   * type is off, `attachment.already-exists`, `attachment.limit-exceeded` above 5.
   */
  attach(context: ActionContext, policyId: string, targetId: string): Promise<void>
  /**
   * Throws `organization-policy.not-found`, `target.not-found`, `attachment.not-found`, `attachment.conflict` for the
   * last service control policy of a place, `attachment.denied` for what AWS keeps attached.
   */
  detach(context: ActionContext, policyId: string, targetId: string): Promise<void>
}

export function createOrganizationPolicies(storage: Storage, language: PolicyLanguage): OrganizationPolicies {
  function check({ type, content }: Pick<OrganizationPolicy, 'type' | 'content'>): void {
    language.check(content, type === 'SERVICE_CONTROL_POLICY' ? 'scp' : 'rcp')
    language.checkOrganizationSize(content)
  }

  return {
    enableType: (context, rootId, type) =>
      changeOrganization(storage, context, organization => {
        checkRoot(organization, rootId)
        if (organization.featureSet !== 'ALL') throw new DomainError('feature-set', 'invalid', organization.id)
        if (organization.policyTypes.includes(type)) throw new DomainError('policy-type', 'already-exists', type)
        const { rootId: root, units, accounts } = organization
        const places = [root, ...units.map(({ id }) => id), ...accounts.map(({ id }) => id)]
        return attachFullAccess({ ...organization, policyTypes: [...organization.policyTypes, type] }, places)
      }),
    disableType: (context, rootId, type) =>
      changeOrganization(storage, context, organization => {
        checkRoot(organization, rootId)
        if (!organization.policyTypes.includes(type)) throw new DomainError('policy-type', 'not-found', type)
        return {
          ...organization,
          policyTypes: organization.policyTypes.filter(each => each !== type),
          attachments: organization.attachments.filter(
            ({ policyId }) => findPolicy(organization, policyId)?.type !== type,
          ),
        }
      }),
    async create(context, given) {
      check(given)
      const policy = { ...given, id: newPolicyId() }
      const organization = await changeOrganization(storage, context, before => {
        checkNameFree(before, policy)
        return { ...before, policies: [...before.policies, policy] }
      })
      return { organization, policy }
    },
    async update(context, id, change) {
      const organization = await changeOrganization(storage, context, before => {
        const policy = { ...getChangeablePolicy(before, id), ...change }
        check(policy)
        checkNameFree(before, policy)
        return { ...before, policies: before.policies.map(each => (each.id === id ? policy : each)) }
      })
      return { organization, policy: getPolicy(organization, id) }
    },
    async delete(context, id) {
      await changeOrganization(storage, context, organization => {
        getChangeablePolicy(organization, id)
        if (organization.attachments.some(({ policyId }) => policyId === id)) {
          throw new DomainError('organization-policy', 'conflict', id)
        }
        return { ...organization, policies: organization.policies.filter(policy => policy.id !== id) }
      })
    },
    async attach(context, policyId, targetId) {
      await changeOrganization(storage, context, organization => {
        const { type } = getPolicy(organization, policyId)
        checkTarget(organization, targetId)
        if (!organization.policyTypes.includes(type)) throw new DomainError('policy-type', 'not-found', type)
        const present = policiesAt(organization, targetId, type)
        if (present.some(({ id }) => id === policyId)) throw new DomainError('attachment', 'already-exists', policyId)
        if (present.length >= attachedMax) throw new DomainError('attachment', 'limit-exceeded', targetId)
        return { ...organization, attachments: [...organization.attachments, { policyId, targetId }] }
      })
    },
    async detach(context, policyId, targetId) {
      await changeOrganization(storage, context, organization => {
        const { type } = getPolicy(organization, policyId)
        checkTarget(organization, targetId)
        const present = policiesAt(organization, targetId, type)
        if (!present.some(({ id }) => id === policyId)) throw new DomainError('attachment', 'not-found', policyId)
        if (policyId === fullAccess.RESOURCE_CONTROL_POLICY.id) throw new DomainError('attachment', 'denied', policyId)
        if (present.length === 1) throw new DomainError('attachment', 'conflict', targetId)
        return {
          ...organization,
          attachments: organization.attachments.filter(
            each => each.policyId !== policyId || each.targetId !== targetId,
          ),
        }
      })
    },
  }
}

/** Gives new places AWS's own policies, one for each type that is on: without any allowance nothing would be allowed. */
export function attachFullAccess(organization: Organization, targetIds: readonly string[]): Organization {
  const missing = organization.policyTypes.flatMap(type =>
    targetIds
      .filter(targetId => policiesAt(organization, targetId, type).length === 0)
      .map(targetId => ({ policyId: fullAccess[type].id, targetId })),
  )
  return { ...organization, attachments: [...organization.attachments, ...missing] }
}

function getPolicy(organization: Organization, id: string): OrganizationPolicy {
  const policy = findPolicy(organization, id)
  if (!policy) throw new DomainError('organization-policy', 'not-found', id)
  return policy
}

function getChangeablePolicy(organization: Organization, id: string): OrganizationPolicy {
  if (isAwsOwned(id)) throw new DomainError('organization-policy', 'denied', id)
  return getPolicy(organization, id)
}

function checkNameFree({ policies }: Organization, { id, name, type }: OrganizationPolicy): void {
  const isTaken = [fullAccess[type], ...policies].some(each => each.name === name && each.id !== id)
  if (isTaken) throw new DomainError('organization-policy', 'already-exists', name)
}

function checkRoot({ rootId }: Organization, id: string): void {
  if (rootId !== id) throw new DomainError('root', 'not-found', id)
}

function checkTarget(organization: Organization, id: string): void {
  if (!findPlace(organization, id)) throw new DomainError('target', 'not-found', id)
}
