// May they? Puts each question of a call, with the policies that bind its caller, to the engine. All questions must be
// allowed; the first that is not ends the call. Keeps no state and knows no operation.
import {
  type AuthorizationRequest,
  compilePolicy,
  type Decision,
  denialMessage,
  evaluate,
  type NamedPolicy,
  type PolicySets,
} from '@hostler/policy/index'
import { type Caller, hostOf } from '../identity/caller.ts'
import { type Ask, isOverlong } from './ask.ts'
import type { AuthorizationMessages } from './authorization-messages.ts'
import type { DecidedQuestion } from './decided-question.ts'
import type { DecisionLog } from './decision-log.ts'
import { type OwnedResource, type PolicyGathering, policyPrincipal } from './policy-gathering.ts'
import { RememberingLookup } from './remember-keys.ts'
import { type RequestFacts, requestContext } from './request-context.ts'

/** Why a call was refused: what to tell the caller, and the decision behind it. */
export interface Denial {
  readonly ask: Ask
  readonly decision: Decision
  /** AWS's sentence: `User: … is not authorized to perform: … because …`. */
  readonly message: string
  /** Under which it is found in the list of decisions; absent where it is not kept. */
  readonly decisionId: string | undefined
  /** All about it, sealed, as EC2 tells it. */
  encode(): string
}

export interface Authorizer {
  /**
   * The first denial, or undefined when every question is allowed. Throws for an empty list: a list of questions made
   * from a list in the input would otherwise let everybody in whose list is empty.
   */
  authorize(caller: Caller, asks: readonly Ask[], facts: RequestFacts): Promise<Denial | undefined>
  /** A question with a resource policy of its own, e.g. a role's trust policy. */
  decide(caller: Caller, ask: Ask, facts: RequestFacts, resource?: OwnedResource): Promise<Denial | undefined>
  /** The answer to a question whose answer is part of another one. */
  allows(caller: Caller, ask: Ask, facts: RequestFacts): Promise<boolean>
}

/**
 * Rights of EC2's instance identity role and of a hybrid node's own key, for their own host: nobody can change them, only
 * an organization can bind them.
 */
const instanceIdentityRights: NamedPolicy = {
  id: 'instance identity',
  policy: compilePolicy(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: [
          'ssm:RegisterManagedInstance',
          'ssm:RequestManagedInstanceRoleToken',
          'ssm:UpdateManagedInstancePublicKey',
        ],
        Resource: '*',
      },
    }),
    'identity',
  ),
}

const implicitDenial: Decision = { effect: 'implicit-deny', layer: 'identity' }

/** A question with its answer, and how a refusal would read. */
interface Judged extends DecidedQuestion {
  readonly request: AuthorizationRequest
}

/** @param log keeps every answer; denials and allowed changes before they count */
export function createAuthorizer(
  policies: PolicyGathering,
  log: DecisionLog,
  messages: Pick<AuthorizationMessages, 'encode'>,
): Authorizer {
  async function judge(
    caller: Caller,
    ask: Ask,
    facts: RequestFacts,
    { resource = ask.owned, isPart = false }: { readonly resource?: OwnedResource; readonly isPart?: boolean } = {},
  ): Promise<Judged> {
    const gathered = await policies.gather(caller, resource)
    const resourceAccountId = resource?.accountId ?? caller.accountId
    const known = { ...gathered, resourceAccountId }
    const context = new RememberingLookup(requestContext(ask, caller, known, facts))
    const request: AuthorizationRequest = {
      action: ask.action,
      resource: ask.resource,
      resourceAccount: resourceAccountId,
      principal: policyPrincipal(caller),
      context,
    }
    const sets = setsOf(caller, gathered.sets)
    const byRule = decideByRule(caller, ask, facts)
    const decision = byRule?.decision ?? evaluate(request, sets)
    const rule = byRule?.rule ?? builtInRule(caller, decision)
    const question = {
      caller,
      ask,
      facts,
      decision,
      sets,
      looked: context.looked,
      resourceAccountId,
      isPart,
    }
    return { ...question, ...(rule && { rule }), request }
  }

  /** Keeps what was decided, and tells the denial with which it ended, if it did. */
  async function conclude(questions: readonly Judged[]): Promise<Denial | undefined> {
    const decisionId = await log.record(questions)
    const last = questions.at(-1)!
    const { ask, decision, request } = last
    if (decision.effect === 'allow') return undefined
    const message = denialMessage(request, decision)
    return { ask, decision, message, decisionId, encode: () => messages.encode(last) }
  }

  return {
    async decide(caller, ask, facts, resource) {
      return conclude([await judge(caller, ask, facts, resource && { resource })])
    },
    async allows(caller, ask, facts) {
      return (await conclude([await judge(caller, ask, facts, { isPart: true })])) === undefined
    },
    async authorize(caller, asks, facts) {
      if (asks.length === 0) throw new Error('an operation asked no question: that allows nothing')
      const questions: Judged[] = []
      for (const ask of asks) {
        const judged = await judge(caller, ask, facts)
        questions.push(judged)
        if (judged.decision.effect !== 'allow') break
      }
      return conclude(questions)
    },
  }
}

/** What no policy has a say in; undefined where policies decide. */
function decideByRule(
  caller: Caller,
  ask: Ask,
  facts: RequestFacts,
): Pick<DecidedQuestion, 'decision' | 'rule'> | undefined {
  if (isOfAnotherHost(caller, ask, facts)) return { decision: implicitDenial, rule: 'host' }
  if (isOverlong(ask)) return { decision: implicitDenial }
  return caller.kind === 'unsigned' && !ask.owned ? { decision: implicitDenial } : undefined
}

/** Whatever a resource's policy says to an instance's identity: nobody can give it more. */
function setsOf({ kind }: Caller, sets: PolicySets): PolicySets {
  if (kind !== 'instance-identity') return sets
  return { identity: [instanceIdentityRights], ...(sets.scps && { scps: sets.scps }) }
}

function builtInRule({ kind }: Caller, { layer }: Decision): DecidedQuestion['rule'] {
  return kind === 'instance-identity' && layer === 'identity' ? 'instance-identity' : undefined
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
