// The policy simulator: every action on every resource, put to the same engine that judges calls. What a policy asks of
// the request is known only as far as the caller says it.
import {
  type AuthorizationRequest,
  contextKeysIn,
  type ContextValue,
  type Decision,
  evaluate,
  type LayerVerdict,
  type NamedPolicy,
  type PolicyPrincipal,
  type PolicySets,
  type StatementPosition,
  statementPositions,
  weighLayers,
} from '@hostler/policy/index'
import type * as iam from '@hostler/wire/models/iam'
import { RememberingLookup } from '../../../access/remember-keys.ts'
import type { Page, PageRequest } from '../../../domain/basics/page.ts'
import { byPosition, firstPosition } from '../paging.ts'

export interface Simulation {
  readonly principal: PolicyPrincipal
  readonly sets: PolicySets
  /** Owner of the resources, if they say none themselves. */
  readonly resourceAccount: string
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** Condition keys by lower-case name. */
  readonly context: ReadonlyMap<string, ContextValue>
}

/** So many matched statements end a page early: each result tells every one. */
const statementsMax = 20_000
const unbrokenMs = 20

/**
 * A page of the results, which are by action, then by resource, in the order given. Only those of the page are made, and
 * others get their turn in between: a simulation of thousands takes seconds.
 */
export async function simulate(simulation: Simulation, page: PageRequest): Promise<Page<iam.EvaluationResult>> {
  const { actions, resources } = simulation
  const told = tellingOf(simulation.sets)
  const items: iam.EvaluationResult[] = []
  const total = actions.length * resources.length
  let at = firstPosition(page)
  let statements = 0
  for (let since = performance.now(); at < total && items.length < page.limit && statements < statementsMax; at++) {
    const action = actions[Math.floor(at / resources.length)]!
    const result = simulateOne(action, resources[at % resources.length]!, simulation, told)
    items.push(result)
    statements += result.MatchedStatements!.length
    if (performance.now() - since < unbrokenMs) continue
    await new Promise(resolve => setImmediate(resolve))
    since = performance.now()
  }
  return { items, ...(at < total && { next: byPosition(undefined, at - 1) }) }
}

function simulateOne(action: string, resource: string, simulation: Simulation, told: Telling): iam.EvaluationResult {
  const { principal, sets, resourceAccount } = simulation
  const context = new RememberingLookup(simulation.context)
  const request: AuthorizationRequest = { action, resource, resourceAccount, principal, context }
  const decision = evaluate(request, sets)
  const layers = weighLayers(request, sets)
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: decisions[decision.effect],
    MatchedStatements: matched(decision, layers, told),
    MissingContextValues: missing(context, told),
    ...(sets.scps && { OrganizationsDecisionDetail: { AllowedByOrganizations: allAllow(layers, 'scp') } }),
    ...(sets.boundary && {
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: allAllow(layers, 'boundary') },
    }),
  }
}

/** What is told of policies, whatever is simulated: read from their texts once. */
interface Telling {
  statement(layer: string, policyId: string, index: number): iam.Statement
  /** Names of condition keys as policies write them, by lower-case name. */
  readonly keys: ReadonlyMap<string, string>
}

function tellingOf(sets: PolicySets): Telling {
  const told = { identity: sets.identity, boundary: listOf(sets.boundary), resource: listOf(sets.resource) }
  const policies = Object.entries(told).flatMap(([layer, list]) => list.map(named => [layer, named] as const))
  const positions = new Map<string, readonly StatementPosition[]>()
  const named = new Map(policies.map(([layer, each]) => [`${layer} ${each.id}`, each]))
  return {
    statement(layer, policyId, index) {
      const key = `${layer} ${policyId}`
      const policy = named.get(key)
      let known = positions.get(key)
      if (!known) positions.set(key, (known = policy ? statementPositions(policy.policy.text) : []))
      return renderStatement(layer, policyId, policy, known[index])
    },
    keys: new Map(
      policies.flatMap(([, { policy }]) => contextKeysIn(policy.text)).map(name => [name.toLowerCase(), name]),
    ),
  }
}

function listOf(named: NamedPolicy | undefined): readonly NamedPolicy[] {
  return named ? [named] : []
}

const decisions: Readonly<Record<Decision['effect'], string>> = {
  allow: 'allowed',
  'explicit-deny': 'explicitDeny',
  'implicit-deny': 'implicitDeny',
}

function allAllow(layers: readonly LayerVerdict[], layer: LayerVerdict['layer']): boolean {
  return layers.filter(each => each.layer === layer).every(({ verdict }) => verdict === 'allows')
}

/** Layers whose statements are told: an organization's are for its management account to read. */
const toldLayers: ReadonlySet<string> = new Set(['identity', 'resource', 'boundary'])

/** The statements that made the decision: those that deny, else those that allow. */
function matched({ effect }: Decision, layers: readonly LayerVerdict[], told: Telling): readonly iam.Statement[] {
  if (effect === 'implicit-deny') return []
  const sought = effect === 'allow' ? 'Allow' : 'Deny'
  return layers
    .filter(({ layer }) => toldLayers.has(layer) && (effect !== 'allow' || layer !== 'boundary'))
    .flatMap(({ layer, statements }) =>
      statements
        .filter(statement => statement.effect === sought && statement.unmet.length === 0)
        .map(({ policyId, statementIndex }) => told.statement(layer, policyId, statementIndex)),
    )
}

function renderStatement(
  layer: string,
  policyId: string,
  named: NamedPolicy | undefined,
  position: StatementPosition | undefined,
): iam.Statement {
  return {
    SourcePolicyId: policyId.slice(policyId.lastIndexOf('/') + 1),
    SourcePolicyType: layer === 'resource' ? 'resource' : sourceType(named),
    ...(position && {
      StartPosition: { Line: position.start.line, Column: position.start.column },
      EndPosition: { Line: position.end.line, Column: position.end.column },
    }),
  }
}

/** `none`: the text came with the request. */
function sourceType(named: NamedPolicy | undefined): string {
  if (named?.arn?.startsWith('arn:aws:iam::aws:')) return 'aws-managed'
  if (named?.arn !== undefined) return 'user-managed'
  return named?.holder?.type ?? 'none'
}

/** Keys that policies looked at in vain, as policies write them. */
function missing({ looked }: RememberingLookup, { keys }: Telling): readonly string[] {
  const vain = [...(looked ?? [])].filter(([, value]) => value === undefined)
  return vain.flatMap(([key]) => keys.get(key) ?? [])
}
