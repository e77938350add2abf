// Roles: made, shown, changed and deleted by name. Who may assume one is in its trust policy.
import { DomainError } from '../basics/errors.ts'
import { newIamId } from '../basics/ids.ts'
import type { Page, PageRequest } from '../basics/page.ts'
import type { ActionContext } from '../basics/scope.ts'
import { type EntityName, getChangeableEntity, isProtected, tagsOf } from '../policy/entity.ts'
import { checkWithoutPolicies } from '../policy/entity-policies.ts'
import type { ManagedPolicies } from '../policy/managed-policies.ts'
import type { PolicyLanguage } from '../policy/policy-language.ts'
import type { Storage, Writer } from '../storage.ts'
import type { Tags } from '../tag/tag.ts'
import type { Role } from './role.ts'
import { idsToPrincipals, principalsToIds } from './trust-principals.ts'

export interface NewRole extends Pick<Role, 'name' | 'path' | 'description' | 'maxSessionSeconds' | 'boundaryArn'> {
  /** As the caller wrote it. */
  readonly trustPolicy: string
  readonly tags: Tags
}

export type RoleChange = Partial<Pick<Role, 'description' | 'maxSessionSeconds'>>

export interface Roles {
  /** Throws `role.not-found`. */
  get(accountId: string, name: string): Promise<Role>
  list(accountId: string, pathPrefix: string, page: PageRequest): Promise<Page<Role>>
  /**
   * Throws `role.already-exists`, `role-path.invalid`, `policy.invalid`, `principal.invalid`,
   * `policy-size.limit-exceeded`, `boundary.not-found`.
   */
  create(context: ActionContext, role: NewRole): Promise<Role>
  /** Throws `role.not-found`, `role.denied`. */
  update(context: ActionContext, name: string, change: RoleChange): Promise<Role>
  /** Throws as {@link create} and {@link update}. */
  updateTrust(context: ActionContext, name: string, trustPolicy: string): Promise<void>
  /**
   * Throws `role.not-found`, `role.denied`, and while the role is in use `attached-policies.conflict`,
   * `inline-policies.conflict` or `profile-membership.conflict`.
   */
  delete(context: ActionContext, name: string): Promise<void>
  /** The trust policy with names for principals that still exist. */
  trustPolicyOf(role: Role): Promise<string>
}

export function createRoles(
  storage: Storage,
  rules: { readonly language: PolicyLanguage; readonly managedPolicies: ManagedPolicies },
): Roles {
  const { language, managedPolicies } = rules

  function checkTrust(trustPolicy: string): void {
    language.check(trustPolicy, 'trust')
    language.checkTrustSize(trustPolicy)
  }

  function change(context: ActionContext, name: string, toChanged: (role: Role, writer: Writer) => Promise<Role>) {
    return storage.write(async writer => {
      const role = (await getChangeableEntity(writer, roleName(context, name))) as Role
      const changed = await toChanged(role, writer)
      await writer.roles.update(changed)
      return changed
    })
  }

  return {
    async get(accountId, name) {
      const role = await storage.read.roles.find(accountId, name)
      if (!role) throw new DomainError('role', 'not-found', name)
      return role
    },
    list: (accountId, pathPrefix, page) => storage.read.roles.list(accountId, pathPrefix, page),
    async create({ accountId, now }, { tags, ...given }) {
      if (isProtected(given.path)) throw new DomainError('role-path', 'invalid', given.path)
      checkTrust(given.trustPolicy)
      return storage.write(async writer => {
        await managedPolicies.checkBoundary(writer, accountId, given.boundaryArn)
        if (await writer.roles.find(accountId, given.name)) throw new DomainError('role', 'already-exists', given.name)
        const trustPolicy = await principalsToIds(writer, language, given.trustPolicy)
        const role: Role = { ...given, accountId, id: newIamId('AROA'), trustPolicy, createdAt: now }
        await writer.roles.insert(role)
        await writer.tags.put(tagsOf('role', role), tags)
        return role
      })
    },
    update: (context, name, changes) => change(context, name, async role => ({ ...role, ...changes })),
    async updateTrust(context, name, given) {
      checkTrust(given)
      await change(context, name, async (role, writer) => ({
        ...role,
        trustPolicy: await principalsToIds(writer, language, given),
      }))
    },
    async delete(context, name) {
      await storage.write(async writer => {
        const role = await getChangeableEntity(writer, roleName(context, name))
        const { accountId, id } = role
        if ((await writer.instanceProfiles.listByRole(accountId, id)).length > 0) {
          throw new DomainError('profile-membership', 'conflict', name)
        }
        await checkWithoutPolicies(writer, role)
        await writer.tags.removeAll(tagsOf('role', role))
        await writer.roles.delete(accountId, id)
      })
    },
    trustPolicyOf: role => idsToPrincipals(storage.read, language, role.trustPolicy),
  }
}

function roleName({ accountId }: ActionContext, name: string): EntityName {
  return { accountId, type: 'role', name }
}
