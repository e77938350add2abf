// A question with its answer, and the form in which that is kept: names, values and reasons within bounds, and no
// secrets. Decides nothing.
import { type Decision, type NamedPolicy, type PolicySets, statementText } from '@hostler/policy/index'
import { type AccessDecision, type DecisionKind, newDecisionId, type Verdict } from '../domain/decision/decision.ts'
import { type Caller, hostOf } from '../identity/caller.ts'
import type { Ask } from './ask.ts'
import { isRead } from './is-read.ts'
import type { LookedAt } from './remember-keys.ts'
import type { RequestFacts } from './request-context.ts'

export interface DecidedQuestion {
  readonly caller: Caller
  readonly ask: Ask
  readonly facts: RequestFacts
  readonly decision: Decision
  /** The rule that decided, where it was no policy. */
  readonly rule?: 'host' | 'instance-identity'
  readonly sets: PolicySets
  readonly looked: LookedAt | undefined
  readonly resourceAccountId: string
  /** Its answer goes into another question. */
  readonly isPart: boolean
}

export function kindOf({ decision, caller, facts }: DecidedQuestion): DecisionKind {
  if (decision.effect !== 'allow') return 'denial'
  if (hostOf(caller) !== undefined) return 'host'
  return isRead(facts.origin.operation) ? 'read' : 'change'
}

const nameMax = 2_048
const textMax = 512
const policiesMax = 50

export function toAccessDecision(question: DecidedQuestion): AccessDecision {
  const { caller, ask, facts, sets } = question
  // What nobody signed is the business of whose resource it was.
  const accountId = caller.kind === 'unsigned' ? question.resourceAccountId : caller.accountId
  const isForeign = question.resourceAccountId !== accountId
  return {
    id: newDecisionId(facts.now),
    kind: kindOf(question),
    accountId,
    region: facts.region,
    at: facts.now,
    requestId: facts.origin.requestId,
    operation: facts.origin.operation,
    callerArn: caller.arn,
    identityArn: identityArnOf(caller),
    accessKeyId: caller.accessKeyId,
    ...(facts.sourceIp !== undefined && { sourceIp: facts.sourceIp }),
    ...(facts.userAgent !== undefined && { userAgent: cut(facts.userAgent, textMax) }),
    action: ask.action,
    resource: cut(ask.resource, nameMax),
    isPart: question.isPart,
    verdict: isForeign ? withoutPolicy(verdictOf(question)) : verdictOf(question),
    policies: namesOf(isForeign ? ofCallerAlone(sets) : sets).slice(0, policiesMax),
    // Which keys another account's policy looks at is that account's business.
    ...keysOf(isForeign ? undefined : question.looked),
    counted: 0,
  }
}

/** Layers whose policies belong to an organization: their texts are not for the accounts in it. */
const organizationLayers: ReadonlySet<string> = new Set(['scp', 'rcp'])

/** What decided, with the statement where it may be read by the account that it binds. */
export function verdictOf({ decision, rule, sets }: Pick<DecidedQuestion, 'decision' | 'rule' | 'sets'>): Verdict {
  const { effect, layer } = decision
  if (rule !== undefined) return { effect, layer: rule }
  if (effect === 'implicit-deny' || decision.policyId === undefined) return { effect, layer }
  const { policyId, sid, statementIndex = 0 } = decision
  const named = policiesOf(sets).find(each => each.layer === layer && each.named.id === policyId)?.named
  const statement = named && !organizationLayers.has(layer) ? statementText(named.policy, statementIndex) : undefined
  return {
    effect,
    layer,
    policyId,
    ...(named?.arn !== undefined && { policyArn: named.arn }),
    ...(sid !== undefined && { sid }),
    statementIndex,
    ...(statement !== undefined && { statement: cut(withoutSecrets(statement), nameMax) }),
  }
}

/** What another account's policies say, and whether they say it outright, is not for the caller's account. */
function withoutPolicy(verdict: Verdict): Verdict {
  const { effect, layer } = verdict
  if (layer !== 'trust' && layer !== 'resource' && layer !== 'rcp') return verdict
  return { effect: effect === 'allow' ? effect : 'implicit-deny', layer }
}

function ofCallerAlone({ rcps: _rcps, resource: _resource, ...sets }: PolicySets): PolicySets {
  return sets
}

interface LayeredPolicy {
  readonly layer: string
  readonly named: NamedPolicy
}

function policiesOf(sets: PolicySets): readonly LayeredPolicy[] {
  const of = (layer: string, list: readonly NamedPolicy[] = []) => list.map(named => ({ layer, named }))
  return [
    ...of('rcp', sets.rcps?.flat()),
    ...of('scp', sets.scps?.flat()),
    ...of(sets.resourceKind === 'trust' ? 'trust' : 'resource', sets.resource && [sets.resource]),
    ...of('identity', sets.identity),
    ...of('boundary', sets.boundary && [sets.boundary]),
    ...of('session', sets.session),
  ]
}

function namesOf(sets: PolicySets): AccessDecision['policies'] {
  return policiesOf(sets).map(({ layer, named }) => ({ layer, id: cut(named.id, textMax) }))
}

/** Keys whose values are as good as passwords. */
const secretKeys: ReadonlySet<string> = new Set(['sts:externalid'])
const notKept = '(not kept)'

/** A statement may hold the values that it compares them with. */
function withoutSecrets(statement: string): string {
  if (!/externalid/i.test(statement)) return statement
  return JSON.stringify(JSON.parse(statement), (key, value: unknown) =>
    secretKeys.has(key.toLowerCase()) ? notKept : value,
  )
}

const valuesMax = 20
/** Of all values together: keys come from requests that may be a mebibyte long. */
const keysMax = 8_192

function keysOf(looked: LookedAt = new Map()): Pick<AccessDecision, 'keys' | 'missingKeys'> {
  const keys: Record<string, string | readonly string[]> = {}
  const missingKeys: string[] = []
  let length = 0
  for (const [key, value] of looked) {
    length += key.length
    if (length > keysMax) break
    if (value === undefined) {
      missingKeys.push(key)
      continue
    }
    const kept = secretKeys.has(key) ? notKept : shorten(value)
    length += typeof kept === 'string' ? kept.length : kept.join().length
    keys[key] = kept
  }
  return { keys, missingKeys }
}

function shorten(value: string | readonly string[]): string | readonly string[] {
  return typeof value === 'string' ? cut(value, textMax) : value.slice(0, valuesMax).map(each => cut(each, textMax))
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max)}…`
}

/** The user or role behind a session. */
function identityArnOf(caller: Caller): string {
  if (caller.kind === 'role') return caller.roleArn
  return caller.kind === 'federated' ? caller.userArn : caller.arn
}
