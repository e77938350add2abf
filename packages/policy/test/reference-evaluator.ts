// The IAM rules once more, written for obviousness: JSON.parse, recursion, no preparation, nothing shared with the
// engine but its types. Slow on purpose. Property tests hold the engine against it.
import type { AuthorizationRequest, PolicyPrincipal } from '../src/index.ts'
import { matchResource, matchText, tokensOf } from './reference-matching.ts'
import { referenceCondition, substitute, type Environment } from './reference-conditions.ts'

export interface ReferenceStatement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: ReferencePrincipals
  readonly NotPrincipal?: ReferencePrincipals
  readonly Action?: string | readonly string[]
  readonly NotAction?: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

type ReferencePrincipals = string | Readonly<Record<string, string | readonly string[]>>

export interface ReferencePolicy {
  readonly Version?: string
  readonly Statement: readonly ReferenceStatement[]
}

export interface ReferenceSets {
  readonly identity: readonly ReferencePolicy[]
  readonly boundary?: ReferencePolicy
  readonly session?: readonly ReferencePolicy[]
  readonly resource?: ReferencePolicy
  readonly resourceKind?: 'policy' | 'trust' | 'key'
  readonly scps?: readonly (readonly ReferencePolicy[])[]
  readonly rcps?: readonly (readonly ReferencePolicy[])[]
  readonly endpoint?: readonly ReferencePolicy[]
}

type Layer = 'rcp' | 'scp' | 'resource' | 'trust' | 'identity' | 'boundary' | 'session' | 'endpoint'

export function referenceEvaluate(request: AuthorizationRequest, sets: ReferenceSets): string {
  const who = request.principal
  const resourceLayer = sets.resourceKind === 'trust' ? 'trust' : 'resource'
  const scps = who.type === 'service' ? undefined : sets.scps
  const layers: readonly (readonly [Layer, readonly ReferencePolicy[] | undefined])[] = [
    ['rcp', sets.rcps?.flat()],
    ['scp', scps?.flat()],
    [resourceLayer, sets.resource && [sets.resource]],
    ['identity', sets.identity],
    ['boundary', sets.boundary && [sets.boundary]],
    ['session', sets.session],
    ['endpoint', sets.endpoint],
  ]
  const has = (effect: 'Allow' | 'Deny', layer: Layer, policies: readonly ReferencePolicy[] = []) =>
    policies.some(policy => policy.Statement.some(s => s.Effect === effect && applies(request, sets, layer, policy, s)))

  for (const [layer, policies] of layers) if (has('Deny', layer, policies)) return `explicit-deny ${layer}`
  for (const level of scps ?? []) if (!has('Allow', 'scp', level)) return 'implicit-deny scp'

  const grants = (sets.resource?.Statement ?? [])
    .filter(s => s.Effect === 'Allow' && applies(request, sets, resourceLayer, sets.resource, s))
    .map(s => (s.Principal === undefined ? 'direct' : namingOf(s.Principal, who)))
  const hasAccount = who.type !== 'service' && who.type !== 'anonymous'
  const foreign = hasAccount && !['', 'aws', who.account].includes(request.resourceAccount)
  const resourceMustAllow = !hasAccount || foreign || sets.resourceKind === 'trust' || sets.resourceKind === 'key'
  if (resourceMustAllow && grants.length === 0) return `implicit-deny ${resourceLayer}`

  const free = !hasAccount || (!foreign && grants.includes('direct'))
  const identityNeeded = !free && (foreign || !grants.includes('parent')) && who.type !== 'root'
  if (identityNeeded && !has('Allow', 'identity', sets.identity)) return 'implicit-deny identity'
  if (!free && sets.boundary && !has('Allow', 'boundary', [sets.boundary])) return 'implicit-deny boundary'
  const needsSession = sets.session !== undefined || who.type === 'federated-user'
  if (!free && needsSession && !has('Allow', 'session', sets.session)) return 'implicit-deny session'
  if (sets.endpoint && !has('Allow', 'endpoint', sets.endpoint)) return 'implicit-deny endpoint'
  return 'allow'
}

function applies(
  request: AuthorizationRequest,
  sets: ReferenceSets,
  layer: Layer,
  policy: ReferencePolicy | undefined,
  statement: ReferenceStatement,
): boolean {
  const environment: Environment = {
    variables: policy?.Version === '2012-10-17',
    get: key => request.context.get(key),
  }
  return (
    principalApplies(statement, request.principal, sets.boundary !== undefined) &&
    actionApplies(statement, request.action) &&
    resourceApplies(statement, request.resource, environment, ['identity', 'boundary', 'session'].includes(layer)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => referenceCondition(operator, key, list(values), environment)),
    )
  )
}

function actionApplies({ Action, NotAction }: ReferenceStatement, action: string): boolean {
  const lists = (entries: readonly string[]) =>
    entries.some(entry => {
      if (entry === '*') return true
      const service = entry.split(':')[0] ?? ''
      return !/[*?]/.test(service) && matchText(entry.toLowerCase(), action.toLowerCase())
    })
  return NotAction === undefined ? lists(list(Action)) : !lists(list(NotAction))
}

function resourceApplies(
  { Effect, Resource, NotResource }: ReferenceStatement,
  resource: string,
  environment: Environment,
  complete: boolean,
): boolean {
  if (Resource === undefined && NotResource === undefined) return true
  const verdicts = list(Resource ?? NotResource).map(entry => {
    if (entry === '*') return true
    if (!entry.startsWith('arn:')) return false
    const early = environment.variables && /^[^:]*(:[^:]*){0,4}\$\{(?![*?$]\})/.test(entry)
    const pattern = early ? undefined : substitute(entry, environment)
    if (pattern === undefined) return undefined
    const colons = pattern.filter(token => token.char === ':' && token.written).length
    const completion = tokensOf(':*'.repeat(Math.max(5 - colons, 0)), true)
    return matchResource(pattern, resource) || (complete && matchResource([...pattern, ...completion], resource))
  })
  if (NotResource === undefined) return verdicts.includes(true)
  return !verdicts.includes(true) && (Effect === 'Deny' || !verdicts.includes(undefined))
}

function principalApplies(statement: ReferenceStatement, who: PolicyPrincipal, hasBoundary: boolean): boolean {
  const { Effect, Principal, NotPrincipal } = statement
  if (Principal !== undefined) return namingOf(Principal, who) !== 'none'
  if (NotPrincipal === undefined) return true
  if (Effect === 'Deny' && hasBoundary) return true
  const named = namingOf(NotPrincipal, who)
  if (named === 'account' && Effect === 'Deny') return who.type !== 'root'
  return named === 'none'
}

/** The strongest naming of any entry. */
function namingOf(principals: ReferencePrincipals, who: PolicyPrincipal): 'direct' | 'parent' | 'account' | 'none' {
  const pairs =
    typeof principals === 'string'
      ? [['AWS', principals] as const]
      : Object.entries(principals).flatMap(([type, names]) => list(names).map(name => [type, name] as const))
  const names = pairs.map(([type, name]) => nameEntry(type, name, who))
  return (['direct', 'parent', 'account'] as const).find(naming => names.includes(naming)) ?? 'none'
}

function nameEntry(type: string, name: string, who: PolicyPrincipal): string {
  if (type === 'AWS' && name === '*') return 'direct'
  if (type === 'Service') return who.type === 'service' && who.arn === name ? 'direct' : 'none'
  if (type !== 'AWS' || who.type === 'service' || who.type === 'anonymous') return 'none'
  if (name === who.account || name === `arn:aws:iam::${who.account}:root`) return 'account'
  if (name === who.arn) return 'direct'
  if (who.type === 'user' && name === who.uniqueId) return 'direct'
  if (who.type === 'federated-user' && name === who.userArn) return 'parent'
  if (who.type !== 'role-session') return 'none'
  const sessionRole = who.arn.split('/')[1]
  const isRole = name.startsWith(`arn:aws:iam::${who.account}:role/`) && name.split('/').at(-1) === sessionRole
  return isRole || name === who.uniqueId?.split(':')[0] ? 'parent' : 'none'
}

function list(values: string | readonly string[] = []): readonly string[] {
  return typeof values === 'string' ? [values] : values
}
