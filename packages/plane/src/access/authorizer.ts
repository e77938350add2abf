// May they? Puts each question of a call, with the policies that bind its caller, to the engine. All questions must be
// allowed; the first that is not ends the call. Keeps no state and knows no operation.
import {
  type AuthorizationRequest,
  type Decision,
  denialMessage,
  evaluate,
  type PolicySets,
} from '@hostler/policy/index'
import { type Caller, hostOf } from '../identity/caller.ts'
import type { Ask } from './ask.ts'
import { type PolicyGathering, policyPrincipal, type ResourcePolicy } from './policy-gathering.ts'
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

/** Actions of EC2's instance identity role: for its own instance, without any policy. */
const instanceIdentityActions: ReadonlySet<string> = new Set([
  'ssm:RegisterManagedInstance',
  'ssm:RequestManagedInstanceRoleToken',
  'ssm:UpdateManagedInstancePublicKey',
])

const implicitDenial: Decision = { effect: 'implicit-deny', layer: 'identity' }

export function createAuthorizer(policies: PolicyGathering): Authorizer {
  async function decide(
    caller: Caller,
    ask: Ask,
    facts: RequestFacts,
    resource?: ResourcePolicy,
  ): Promise<Denial | undefined> {
    const gathered = await policies.gather(caller, resource)
    const request: AuthorizationRequest = {
      action: ask.action,
      resource: ask.resource,
      resourceAccount: resource?.accountId ?? caller.accountId,
      principal: policyPrincipal(caller),
      context: requestContext(ask, caller, gathered, facts),
    }
    const decision = isOfAnotherHost(caller, ask, facts)
      ? implicitDenial
      : decideOne(caller, ask.action, request, gathered.sets)
    return decision.effect === 'allow' ? undefined : { ask, decision, message: denialMessage(request, decision) }
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
