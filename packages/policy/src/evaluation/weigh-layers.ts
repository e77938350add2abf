// What every layer says about a request, for explanations. It decides nothing: that is evaluate's business, and both
// match statements by the same Question.
import type { ConditionEntry } from '../language/statement.ts'
import { naming } from '../matching/principal.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import type { CompiledStatement } from './compiled-policy.ts'
import type { NamedPolicy, PolicyLayer, PolicySets } from './policy-sets.ts'
import { Question } from './question.ts'

/** What a statement says whose actions, resources and principals fit the request. */
export interface StatementVerdict {
  readonly policyId: string
  readonly policyArn?: string
  readonly sid?: string
  /** Counted from zero. */
  readonly statementIndex: number
  readonly effect: 'Allow' | 'Deny'
  /** Conditions that do not hold; the statement applies when there are none. */
  readonly unmet: readonly ConditionEntry[]
}

export interface LayerVerdict {
  readonly layer: PolicyLayer
  /** Of an organization's policies: which level, counted from zero at its root. */
  readonly level?: number
  /** `silent`: no statement applies, which in a layer that must allow is a denial. */
  readonly verdict: 'allows' | 'denies' | 'silent'
  /** Every policy of the layer. */
  readonly policies: readonly NamedPolicy[]
  readonly statements: readonly StatementVerdict[]
}

/** The verdict of each layer that binds the caller, in the order in which denials are looked for. Never throws. */
export function weighLayers(request: AuthorizationRequest, sets: PolicySets): readonly LayerVerdict[] {
  const question = new Question(request, sets.boundary !== undefined)
  const weigh = (layer: PolicyLayer, policies: readonly NamedPolicy[], level?: number) =>
    weighLayer(question, layer, policies, level)
  const isTrust = sets.resourceKind === 'trust' || sets.resource?.policy.kind === 'trust'
  const scps = request.principal.type === 'service' ? [] : (sets.scps ?? [])
  return [
    ...(sets.rcps ?? []).map((level, index) => weigh('rcp', level, index)),
    ...scps.map((level, index) => weigh('scp', level, index)),
    ...(sets.resource ? [weigh(isTrust ? 'trust' : 'resource', [sets.resource])] : []),
    weigh('identity', sets.identity),
    ...(sets.boundary ? [weigh('boundary', [sets.boundary])] : []),
    ...(sets.session ? [weigh('session', sets.session)] : []),
    ...(sets.endpoint ? [weigh('endpoint', sets.endpoint)] : []),
  ]
}

function weighLayer(
  question: Question,
  layer: PolicyLayer,
  policies: readonly NamedPolicy[],
  level?: number,
): LayerVerdict {
  const statements = policies.flatMap(named => statementsOf(question, named))
  const applying = statements.filter(({ unmet }) => unmet.length === 0)
  const verdict = applying.some(({ effect }) => effect === 'Deny')
    ? 'denies'
    : applying.length > 0
      ? 'allows'
      : 'silent'
  return { layer, ...(level !== undefined && { level }), verdict, policies, statements }
}

function statementsOf(question: Question, { id, arn, policy }: NamedPolicy): readonly StatementVerdict[] {
  const covering = [...policy.denies, ...policy.allows].filter(statement => covers(question, statement))
  return covering.map(statement => ({
    policyId: id,
    ...(arn !== undefined && { policyArn: arn }),
    ...(statement.sid !== undefined && { sid: statement.sid }),
    statementIndex: statement.index,
    effect: statement.effect,
    unmet: unmetBy(question.request, statement),
  }))
}

/** A key that cannot be looked up is as good as a statement that does not fit: evaluate takes it for a denial. */
function covers(question: Question, statement: CompiledStatement): boolean {
  try {
    return question.covers(statement) !== naming.none
  } catch {
    return false
  }
}

function unmetBy(
  { context }: AuthorizationRequest,
  { conditions, conditionEntries }: CompiledStatement,
): readonly ConditionEntry[] {
  return conditionEntries.filter((_, index) => {
    try {
      return !conditions[index]!.holds(context)
    } catch {
      return true
    }
  })
}
