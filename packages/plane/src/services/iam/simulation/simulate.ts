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
  statementPositions,
  weighLayers,
} from '@hostler/policy/index'
import type * as iam from '@hostler/wire/models/iam'
import { RememberingLookup } from '../../../access/remember-keys.ts'

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

/** Results by action, then by resource, in the order given. */
export function simulate(simulation: Simulation): readonly iam.EvaluationResult[] {
  return simulation.actions.flatMap(action =>
    simulation.resources.map(resource => simulateOne(action, resource, simulation)),
  )
}

function simulateOne(action: string, resource: string, simulation: Simulation): iam.EvaluationResult {
  const { principal, sets, resourceAccount } = simulation
  const context = new RememberingLookup(simulation.context)
  const request: AuthorizationRequest = { action, resource, resourceAccount, principal, context }
  const decision = evaluate(request, sets)
  const layers = weighLayers(request, sets)
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: decisions[decision.effect],
    MatchedStatements: matched(decision, layers, sets),
    MissingContextValues: missing(context, sets),
    ...(sets.scps && { OrganizationsDecisionDetail: { AllowedByOrganizations: allAllow(layers, 'scp') } }),
    ...(sets.boundary && {
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: allAllow(layers, 'boundary') },
    }),
  }
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
function matched({ effect }: Decision, layers: readonly LayerVerdict[], sets: PolicySets): readonly iam.Statement[] {
  if (effect === 'implicit-deny') return []
  const sought = effect === 'allow' ? 'Allow' : 'Deny'
  return layers
    .filter(({ layer }) => toldLayers.has(layer) && (effect !== 'allow' || layer !== 'boundary'))
    .flatMap(({ layer, statements }) =>
      statements
        .filter(statement => statement.effect === sought && statement.unmet.length === 0)
        .map(({ policyId, statementIndex }) => render(layer, policyId, statementIndex, sets)),
    )
}

function render(layer: string, policyId: string, index: number, sets: PolicySets): iam.Statement {
  const named = policiesOf(layer, sets).find(({ id }) => id === policyId)
  const position = named && statementPositions(named.policy.text)[index]
  return {
    SourcePolicyId: policyId.slice(policyId.lastIndexOf('/') + 1),
    SourcePolicyType: layer === 'resource' ? 'resource' : sourceType(named),
    ...(position && {
      StartPosition: { Line: position.start.line, Column: position.start.column },
      EndPosition: { Line: position.end.line, Column: position.end.column },
    }),
  }
}

function policiesOf(layer: string, { identity, boundary, resource }: PolicySets): readonly NamedPolicy[] {
  if (layer === 'identity') return identity
  const named = layer === 'boundary' ? boundary : resource
  return named ? [named] : []
}

/** `none`: the text came with the request. */
function sourceType(named: NamedPolicy | undefined): string {
  if (named?.arn?.startsWith('arn:aws:iam::aws:')) return 'aws-managed'
  if (named?.arn !== undefined) return 'user-managed'
  return named?.holder?.type ?? 'none'
}

/** Keys that policies looked at in vain, as policies write them. */
function missing({ looked }: RememberingLookup, sets: PolicySets): readonly string[] {
  const vain = [...(looked ?? [])].filter(([, value]) => value === undefined).map(([key]) => key)
  if (vain.length === 0) return []
  const texts = [...sets.identity, ...policiesOf('boundary', sets), ...policiesOf('resource', sets)]
  const written = new Map(
    texts.flatMap(({ policy }) => contextKeysIn(policy.text)).map(name => [name.toLowerCase(), name]),
  )
  return vain.flatMap(key => written.get(key) ?? [])
}
