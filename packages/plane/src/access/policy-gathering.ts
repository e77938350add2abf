// Which policies have a say about a caller: its own, its boundary, its session's, its organization's. Decides nothing.
import type { NamedPolicy, PolicyPrincipal, PolicySets } from '@hostler/policy/index'
import { type Caller, type FederatedCaller, hostOf, type RoleCaller } from '../identity/caller.ts'
import type { OrganizationBinding, OrganizationBindings } from '../identity/organization-bindings.ts'
import { compileCached, type Principal, type Principals } from '../identity/principals.ts'

/** A resource that may have a policy of its own: a role, a bucket. */
export interface OwnedResource {
  readonly policy?: NamedPolicy
  readonly kind: NonNullable<PolicySets['resourceKind']>
  /** Account that owns the resource. */
  readonly accountId: string
}

/** All that binds one caller. */
export interface GatheredPolicies {
  /** Tags and name of a user or role; absent for root and instance identities. */
  readonly principal: Principal | undefined
  readonly sets: PolicySets
  /** Where the caller's account stands, if it is in an organization. */
  readonly membership: OrganizationBinding | undefined
  /** The same of the resource's account. */
  readonly resourceMembership: OrganizationBinding | undefined
}

export interface PolicyGathering {
  gather(caller: Caller, resource?: OwnedResource): Promise<GatheredPolicies>
}

export function createPolicyGathering(parts: {
  readonly principals: Principals
  readonly organizations: OrganizationBindings
}): PolicyGathering {
  const { principals, organizations } = parts

  function principalOf(caller: Caller): Promise<Principal | undefined> | undefined {
    if (caller.kind === 'user' || caller.kind === 'federated')
      return principals.findUser(caller.accountId, caller.entityId)
    return caller.kind === 'role' ? principals.findRole(caller.accountId, caller.entityId) : undefined
  }

  return {
    async gather(caller, resource) {
      const principal = await principalOf(caller)
      const membership = caller.kind === 'unsigned' ? undefined : await organizations.of(caller.accountId)
      const isForeign = resource !== undefined && resource.accountId !== caller.accountId
      const resourceMembership = isForeign ? await organizations.of(resource.accountId) : membership
      const scps = isServiceLinked(caller) ? undefined : membership?.scps
      // Resources with a policy of their own are roles and buckets; STS and S3 are services that these policies protect.
      const rcps = resource && resourceMembership?.rcps
      const sets: PolicySets = {
        identity: principal?.identityPolicies ?? (caller.kind === 'federated' ? behindFederated(caller) : []),
        ...(principal?.boundary && { boundary: principal.boundary }),
        ...((caller.kind === 'role' || caller.kind === 'federated') && (await sessionPolicies(caller, principals))),
        ...(resource && { resourceKind: resource.kind }),
        ...(resource?.policy && { resource: resource.policy }),
        ...(scps && { scps }),
        ...(rcps && { rcps }),
      }
      return { principal, sets, membership, resourceMembership }
    },
  }
}

/** Roles of services are bound by no service control policy: the service could not work. No host is a service. */
function isServiceLinked(caller: Caller): boolean {
  return caller.kind === 'role' && caller.roleArn.includes(':role/aws-service-role/') && !hostOf(caller)
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
      return { ...base, type: 'role-session' }
    case 'unsigned':
      return { type: 'anonymous', arn: 'anonymous', account: '' }
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

async function sessionPolicies(
  caller: RoleCaller | FederatedCaller,
  principals: Principals,
): Promise<Pick<PolicySets, 'session'>> {
  const { policy, policyArns } = caller.session
  if (policy === undefined && policyArns === undefined) return {}
  const managed = await Promise.all((policyArns ?? []).map(arn => principals.findSessionPolicy(caller.accountId, arn)))
  const inline = policy === undefined ? [] : [{ id: 'session policy', policy: compileCached(policy, 'session') }]
  return { session: [...inline, ...managed.filter(found => found !== undefined)] }
}
