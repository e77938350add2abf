// May they? Gathers the policies that bind a caller and puts each question to the engine. All questions of a
// call must be allowed; the first that is not ends it. Keeps no state and knows no operation.
import {
  type AuthorizationRequest,
  type Decision,
  denialMessage,
  evaluate,
  type NamedPolicy,
  type PolicyPrincipal,
  type PolicySets,
} from '@hostler/policy/index'
import type { ManagedPolicyCatalogue } from '../domain/policy/managed-policy.ts'
import { type Caller, hostOf, type RoleCaller } from '../identity/caller.ts'
import { compileCached, type Principal, type Principals } from '../identity/principals.ts'
import type { Ask } from './ask.ts'
import { type RequestFacts, requestContext } from './request-context.ts'

/** Why a call was refused: what to tell the caller, and the decision behind it. */
export interface Denial {
  readonly ask: Ask
  readonly decision: Decision
  /** AWS's sentence: `User: … is not authorized to perform: … because …`. */
  readonly message: string
}

export interface Authorizer {
  /**
   * The first denial, or undefined when every question is allowed. Throws for an empty list: a list of questions made
   * from a list in the input would otherwise let everybody in whose list is empty.
   */
  authorize(caller: Caller, asks: readonly Ask[], facts: RequestFacts): Promise<Denial | undefined>
  /** A question with a resource policy of its own, e.g. a role's trust policy. */
  decide(caller: Caller, ask: Ask, facts: RequestFacts, resource?: ResourcePolicy): Promise<Denial | undefined>
}

export interface ResourcePolicy {
  readonly policy: NamedPolicy
  readonly kind: NonNullable<PolicySets['resourceKind']>
  /** Account that owns the resource. */
  readonly accountId: string
}

/** Actions of EC2's instance identity role: for its own instance, without any policy. */
const instanceIdentityActions: ReadonlySet<string> = new Set([
  'ssm:RegisterManagedInstance',
  'ssm:RequestManagedInstanceRoleToken',
  'ssm:UpdateManagedInstancePublicKey',
])

const implicitDenial: Decision = { effect: 'implicit-deny', layer: 'identity' }

export function createAuthorizer(principals: Principals, catalogue: ManagedPolicyCatalogue): Authorizer {
  async function decide(
    caller: Caller,
    ask: Ask,
    facts: RequestFacts,
    resource?: ResourcePolicy,
  ): Promise<Denial | undefined> {
    const principal = await principalOf(caller)
    const request: AuthorizationRequest = {
      action: ask.action,
      resource: ask.resource,
      resourceAccount: resource?.accountId ?? caller.accountId,
      principal: policyPrincipal(caller),
      context: requestContext(ask, caller, principal, facts),
    }
    const decision = isOfAnotherHost(caller, ask, facts)
      ? implicitDenial
      : decideOne(caller, ask.action, request, policySets(caller, principal, resource))
    return decision.effect === 'allow' ? undefined : { ask, decision, message: denialMessage(request, decision) }
  }

  function principalOf(caller: Caller): Promise<Principal | undefined> | undefined {
    if (caller.kind === 'user') return principals.findUser(caller.accountId, caller.entityId)
    return caller.kind === 'role' ? principals.findRole(caller.accountId, caller.entityId) : undefined
  }

  function policySets(caller: Caller, principal: Principal | undefined, resource?: ResourcePolicy): PolicySets {
    return {
      identity: principal?.identityPolicies ?? [],
      ...(principal?.boundary && { boundary: principal.boundary }),
      ...(caller.kind === 'role' && sessionPolicies(caller, catalogue)),
      ...(resource && { resource: resource.policy, resourceKind: resource.kind }),
    }
  }

  return {
    decide,
    async authorize(caller, asks, facts) {
      if (asks.length === 0) throw new Error('an operation asked no question: that allows nothing')
      for (const ask of asks) {
        const denial = await decide(caller, ask, facts)
        if (denial) return denial
      }
      return undefined
    },
  }
}

/**
 * A host's credentials speak for that host in its own region: elsewhere it would get what others were meant to get.
 * Credentials of no host speak for none where only the host itself may.
 */
function isOfAnotherHost(caller: Caller, ask: Ask, facts: RequestFacts): boolean {
  const host = hostOf(caller)
  if (!host) return ask.hostOnly === true
  return ask.host !== undefined && (ask.host !== host.id || facts.region !== host.region)
}

function decideOne(caller: Caller, action: string, request: AuthorizationRequest, policies: PolicySets): Decision {
  if (caller.kind === 'instance-identity') {
    return instanceIdentityActions.has(action) ? { effect: 'allow', layer: 'identity' } : implicitDenial
  }
  return caller.kind === 'unsigned' ? implicitDenial : evaluate(request, policies)
}

function policyPrincipal(caller: Caller): PolicyPrincipal {
  const base = { arn: caller.arn, account: caller.accountId, uniqueId: caller.userId }
  switch (caller.kind) {
    case 'root':
    case 'user':
      return { ...base, type: caller.kind }
    case 'role':
      return { ...base, type: 'role-session', roleArn: caller.roleArn }
    case 'instance-identity':
    case 'unsigned':
      return { ...base, type: 'role-session' }
  }
}

function sessionPolicies(caller: RoleCaller, catalogue: ManagedPolicyCatalogue): Pick<PolicySets, 'session'> {
  const { policy, policyArns } = caller.session
  if (policy === undefined && policyArns === undefined) return {}
  const managed = (policyArns ?? []).flatMap(arn => {
    const found = catalogue.find(arn)
    return found ? [{ id: arn, arn, policy: compileCached(found.document, 'session') }] : []
  })
  const inline = policy === undefined ? [] : [{ id: 'session policy', policy: compileCached(policy, 'session') }]
  return { session: [...inline, ...managed] }
}
