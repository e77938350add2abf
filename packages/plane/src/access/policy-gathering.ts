// Which policies have a say about a caller: its own, its boundary, its session's, its organization's. Decides nothing.
import type { NamedPolicy, PolicyPrincipal, PolicySets } from '@hostler/policy/index'
import type { ManagedPolicyCatalogue } from '../domain/policy/managed-policy.ts'
import type { Caller, FederatedCaller, RoleCaller } from '../identity/caller.ts'
import { compileCached, type Principal, type Principals } from '../identity/principals.ts'
import type { OrganizationPolicies } from './organization-policies.ts'

export interface ResourcePolicy {
  readonly policy: NamedPolicy
  readonly kind: NonNullable<PolicySets['resourceKind']>
  /** Account that owns the resource. */
  readonly accountId: string
}

/** All that binds one caller. */
export interface GatheredPolicies {
  /** Tags and name of a user or role; absent for root and instance identities. */
  readonly principal: Principal | undefined
  readonly sets: PolicySets
}

export interface PolicyGathering {
  gather(caller: Caller, resource?: ResourcePolicy): Promise<GatheredPolicies>
}

export function createPolicyGathering(parts: {
  readonly principals: Principals
  readonly catalogue: ManagedPolicyCatalogue
  readonly organizations: OrganizationPolicies
}): PolicyGathering {
  const { principals, catalogue, organizations } = parts

  function principalOf(caller: Caller): Promise<Principal | undefined> | undefined {
    if (caller.kind === 'user' || caller.kind === 'federated')
      return principals.findUser(caller.accountId, caller.entityId)
    return caller.kind === 'role' ? principals.findRole(caller.accountId, caller.entityId) : undefined
  }

  return {
    async gather(caller, resource) {
      const principal = await principalOf(caller)
      const scps = await organizations.scpsFor(caller.accountId)
      const rcps = resource && (await organizations.rcpsFor(resource.accountId))
      const sets: PolicySets = {
        identity: principal?.identityPolicies ?? (caller.kind === 'federated' ? behindFederated(caller) : []),
        ...(principal?.boundary && { boundary: principal.boundary }),
        ...((caller.kind === 'role' || caller.kind === 'federated') && sessionPolicies(caller, catalogue)),
        ...(resource && { resource: resource.policy, resourceKind: resource.kind }),
        ...(scps && { scps }),
        ...(rcps && { rcps }),
      }
      return { principal, sets }
    },
  }
}

/** A caller as the policy engine knows it. */
export function policyPrincipal(caller: Caller): PolicyPrincipal {
  const base = { arn: caller.arn, account: caller.accountId, uniqueId: caller.userId }
  switch (caller.kind) {
    case 'root':
    case 'user':
      return { ...base, type: caller.kind }
    case 'federated':
      return { ...base, type: 'federated-user', userArn: caller.userArn }
    case 'role':
      return { ...base, type: 'role-session', roleArn: caller.roleArn }
    case 'instance-identity':
    case 'unsigned':
      return { ...base, type: 'role-session' }
  }
}

/** A federated user of root has all that its session policies leave; of a user that is gone, nothing. */
function behindFederated({ accountId, entityId }: FederatedCaller): readonly NamedPolicy[] {
  return entityId === accountId ? [everything] : []
}

const everything: NamedPolicy = {
  id: 'root',
  policy: compileCached(
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
    'identity',
  ),
}

function sessionPolicies(
  caller: RoleCaller | FederatedCaller,
  catalogue: ManagedPolicyCatalogue,
): Pick<PolicySets, 'session'> {
  const { policy, policyArns } = caller.session
  if (policy === undefined && policyArns === undefined) return {}
  const managed = (policyArns ?? []).flatMap(arn => {
    const found = catalogue.find(arn)
    return found ? [{ id: arn, arn, policy: compileCached(found.document, 'session') }] : []
  })
  const inline = policy === undefined ? [] : [{ id: 'session policy', policy: compileCached(policy, 'session') }]
  return { session: [...inline, ...managed] }
}
