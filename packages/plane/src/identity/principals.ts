// What is known of an identity when it calls: its names, tags and compiled policies. Held in memory and thrown
// away whole when anything about identities changes, which is rare next to calls.
import { type CompiledPolicy, compilePolicy, type NamedPolicy, type PolicyKind } from '@hostler/policy/index'
import { type IdentityPolicy, identityPoliciesOf } from '../domain/policy/identity-policies.ts'
import { findManagedPolicy, type ManagedPolicyCatalogue } from '../domain/policy/managed-policy.ts'
import { roleArn } from '../domain/role/role.ts'
import type { Reader } from '../domain/storage.ts'
import type { Tags } from '../domain/tag/tag.ts'
import { userArn } from '../domain/user/user.ts'
import type { NotifyingStorage, Noun } from '../storage/notify-changes.ts'

export interface Principal {
  readonly accountId: string
  /** `AIDA…` or `AROA…`. */
  readonly entityId: string
  readonly name: string
  /** With path. */
  readonly arn: string
  readonly tags: Tags
  readonly identityPolicies: readonly NamedPolicy[]
  readonly boundary?: NamedPolicy
}

export interface Principals {
  findUser(accountId: string, userId: string): Promise<Principal | undefined>
  findRole(accountId: string, roleId: string): Promise<Principal | undefined>
  /** Whether an account exists and is open: nobody's credentials are good in one that is closed. */
  isAccountOpen(accountId: string): Promise<boolean>
  /** A managed policy that narrows a session, by ARN. */
  findSessionPolicy(accountId: string, arn: string): Promise<NamedPolicy | undefined>
  /** Forgets everything that is held. */
  forget(): void
}

export function createPrincipals(read: Reader, catalogue: ManagedPolicyCatalogue): Principals {
  let users = new Map<string, Promise<Principal | undefined>>()
  let roles = new Map<string, Promise<Principal | undefined>>()
  let accounts = new Map<string, Promise<boolean>>()
  let sessionPolicies = new Map<string, Promise<NamedPolicy | undefined>>()

  async function loadUser(accountId: string, id: string): Promise<Principal | undefined> {
    const user = await read.users.findById(accountId, id)
    if (!user) return undefined
    const principal = await load(user, userArn(user), 'user')
    const policy = await read.passwordPolicies.find(accountId)
    if (!policy?.allowUsersToChangePassword) return principal
    return { ...principal, identityPolicies: [...principal.identityPolicies, ownPassword()] }
  }

  async function loadRole(accountId: string, id: string): Promise<Principal | undefined> {
    const role = await read.roles.findById(accountId, id)
    return role && load(role, roleArn(role), 'role')
  }

  async function load(
    entity: { accountId: string; id: string; name: string; boundaryArn?: string },
    arn: string,
    type: 'user' | 'role',
  ): Promise<Principal> {
    const [policies, tags] = await Promise.all([
      identityPoliciesOf(read, catalogue, { ...entity, type }),
      read.tags.list({ accountId: entity.accountId, region: '', type, id: entity.id }),
    ])
    const boundary = entity.boundaryArn && (await findManaged(entity.accountId, entity.boundaryArn, 'boundary'))
    return {
      accountId: entity.accountId,
      entityId: entity.id,
      name: entity.name,
      arn,
      tags,
      identityPolicies: policies.map(toNamedPolicy),
      ...(entity.boundaryArn && { boundary: boundary || nothingAllowed }),
    }
  }

  async function findManaged(accountId: string, arn: string, kind: PolicyKind): Promise<NamedPolicy | undefined> {
    const policy = await findManagedPolicy(read, catalogue, accountId, arn)
    return policy && { id: policy.arn, arn: policy.arn, policy: compileCached(policy.document, kind) }
  }

  return {
    findUser: (accountId, id) => remember(users, id, () => loadUser(accountId, id)),
    findRole: (accountId, id) => remember(roles, id, () => loadRole(accountId, id)),
    isAccountOpen: accountId =>
      remember(accounts, accountId, async () => (await read.accounts.find(accountId))?.status === 'active'),
    findSessionPolicy: (accountId, arn) =>
      remember(sessionPolicies, `${accountId} ${arn}`, () => findManaged(accountId, arn, 'session')),
    forget() {
      // New maps, not cleared ones: a load that began before the change must not leave its result behind.
      users = new Map()
      roles = new Map()
      sessionPolicies = new Map()
      accounts = new Map()
    },
  }
}

/** An identity policy, ready to be evaluated. */
export function toNamedPolicy({ name, arn, document, holder }: IdentityPolicy): NamedPolicy {
  // A user and its groups may have inline policies of one name.
  const inlineId = holder.type === 'group' ? `${name} of group ${holder.name}` : name
  return { id: arn ?? inlineId, ...(arn && { arn }), holder, policy: compileCached(document, 'identity') }
}

/** What a decision about a caller may hang on. */
export const identityNouns: readonly Noun[] = [
  'accounts',
  'users',
  'groups',
  'roles',
  'policies',
  'customerPolicies',
  'tags',
  'accessKeys',
  'passwordPolicies',
  'organizations',
]

/** Keeps principals true: any change of an identity's noun makes them be read anew. */
export function forgetPrincipalsOnChange(storage: NotifyingStorage, principals: Principals): void {
  storage.onChange(changed => {
    if (identityNouns.some(noun => changed.has(noun))) principals.forget()
  })
}

function remember<T>(cache: Map<string, Promise<T>>, key: string, load: () => Promise<T>): Promise<T> {
  let value = cache.get(key)
  if (!value) {
    value = load()
    cache.set(key, value)
    value.catch(() => cache.delete(key))
  }
  return value
}

/** Stands in for a boundary that cannot be found: it allows nothing. */
const nothingAllowed: NamedPolicy = {
  id: 'missing permissions boundary',
  policy: compilePolicy('{"Version":"2012-10-17","Statement":[]}', 'boundary'),
}

/** What an account's password policy gives to every user. ChangePassword changes nobody's but the caller's own. */
const ownPasswordDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: ['iam:ChangePassword', 'iam:GetAccountPasswordPolicy'], Resource: '*' },
})
const ownPassword = (): NamedPolicy => ({
  id: 'account password policy',
  policy: compileCached(ownPasswordDocument, 'identity'),
})

const compiled = new Map<string, CompiledPolicy>()
const compiledMax = 5_000

/**
 * Compiles a stored document once per text and kind: policies of many principals are the same texts. One that cannot
 * be read denies everything: nobody knows what it was meant to deny.
 */
export function compileCached(text: string, kind: PolicyKind): CompiledPolicy {
  const key = `${kind}\n${text}`
  let policy = compiled.get(key)
  if (!policy) {
    if (compiled.size >= compiledMax) compiled.clear()
    policy = compileOrDeny(text, kind)
    compiled.set(key, policy)
  }
  return policy
}

const namesPrincipals: ReadonlySet<PolicyKind> = new Set(['trust', 'resource', 'rcp'])

function compileOrDeny(text: string, kind: PolicyKind): CompiledPolicy {
  try {
    return compilePolicy(text, kind)
  } catch {
    const whom = { ...(kind !== 'trust' && { Resource: '*' }), ...(namesPrincipals.has(kind) && { Principal: '*' }) }
    return compilePolicy(JSON.stringify({ Statement: { Effect: 'Deny', Action: '*', ...whom } }), kind)
  }
}
