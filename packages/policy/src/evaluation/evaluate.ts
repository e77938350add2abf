// The decision: which policies deny, which must allow, and which layer is reported. Pure and total: anything that goes
// wrong inside is a denial. It gathers nothing; who is bound by which policies is the caller's knowledge.
import { naming, type Naming } from '../matching/principal.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import type { CompiledStatement } from './compiled-policy.ts'
import type { Decision, NamedPolicy, PolicyLayer, PolicySets } from './policy-sets.ts'
import { Question } from './question.ts'

/** Decides one request. Never throws. */
export function evaluate(request: AuthorizationRequest, policies: PolicySets): Decision {
  try {
    const question = new Question(request, policies.boundary !== undefined)
    return findExplicitDeny(question, policies) ?? weighAllows(question, policies)
  } catch {
    return implicitDeny('identity')
  }
}

/** AWS reports one layer only. Its order is unpublished; this one goes from the widest authority to the narrowest. */
function findExplicitDeny(question: Question, sets: PolicySets): Decision | undefined {
  return (
    findDenyInLevels(question, 'rcp', sets.rcps) ??
    findDenyInLevels(question, 'scp', bindingScps(question, sets)) ??
    (sets.resource && findDenyIn(question, resourceLayer(sets), sets.resource)) ??
    findDeny(question, 'identity', sets.identity) ??
    (sets.boundary && findDenyIn(question, 'boundary', sets.boundary)) ??
    findDeny(question, 'session', sets.session) ??
    findDeny(question, 'endpoint', sets.endpoint)
  )
}

function weighAllows(question: Question, sets: PolicySets): Decision {
  for (const level of bindingScps(question, sets) ?? []) {
    if (findAllow(question, 'scp', level) === undefined) return implicitDeny('scp')
  }
  const { principal } = question.request
  const grant = findResourceGrant(question, sets.resource)
  const decision =
    principal.type === 'service' || principal.type === 'anonymous'
      ? resourceAlone(sets, grant)
      : resourceAndCaller(question, sets, grant)
  if (decision.effect !== 'allow' || sets.endpoint === undefined) return decision
  return findAllow(question, 'endpoint', sets.endpoint) === undefined ? implicitDeny('endpoint') : decision
}

/** Callers without an account have no policies of their own: the resource's policy is all there is. */
function resourceAlone(sets: PolicySets, grant: ResourceGrant): Decision {
  return resourceAllow(sets, grant) ?? implicitDeny(resourceLayer(sets))
}

function resourceAndCaller(question: Question, sets: PolicySets, grant: ResourceGrant): Decision {
  const { principal, resourceAccount } = question.request
  const ownedByAws = resourceAccount === '' || resourceAccount === 'aws'
  const crossAccount = !ownedByAws && resourceAccount !== principal.account
  const resourceMustAllow = crossAccount || sets.resourceKind === 'trust' || sets.resourceKind === 'key'
  if (resourceMustAllow && grant.named === naming.none) return implicitDeny(resourceLayer(sets))

  // Inside one account a resource policy that names the caller needs no identity policy; across accounts both sides do.
  const granted = crossAccount ? naming.none : grant.named
  if (granted === naming.direct) return resourceAlone(sets, grant)
  const allowed = granted === naming.parent ? resourceAllow(sets, grant) : callerAllow(question, sets)
  if (allowed === undefined) return implicitDeny('identity')
  if (sets.boundary !== undefined && findAllowIn(question, 'boundary', sets.boundary) === undefined) {
    return implicitDeny('boundary')
  }
  // A federated user has the rights its session policies name, and none without them.
  const session = sets.session ?? (principal.type === 'federated-user' ? [] : undefined)
  if (session !== undefined && findAllow(question, 'session', session) === undefined) return implicitDeny('session')
  return allowed
}

function callerAllow(question: Question, sets: PolicySets): Decision | undefined {
  const allow = findAllow(question, 'identity', sets.identity)
  if (allow !== undefined || question.request.principal.type !== 'root') return allow
  return { effect: 'allow', layer: 'root' }
}

/** Service principals are not bound by service control policies. */
function bindingScps(question: Question, sets: PolicySets): PolicySets['scps'] {
  return question.request.principal.type === 'service' ? undefined : sets.scps
}

function resourceLayer(sets: PolicySets): 'resource' | 'trust' {
  return sets.resourceKind === 'trust' || sets.resource?.policy.kind === 'trust' ? 'trust' : 'resource'
}

/** The strongest way in which an Allow of the resource's policy names the caller. */
interface ResourceGrant {
  readonly named: Naming
  readonly statement?: CompiledStatement
}

function findResourceGrant(question: Question, resource: NamedPolicy | undefined): ResourceGrant {
  let best: ResourceGrant = { named: naming.none }
  for (const statement of resource?.policy.allows ?? []) {
    const named = question.appliesTo(statement)
    if (named > best.named) best = { named, statement }
    if (named === naming.direct) break
  }
  return best
}

function resourceAllow(sets: PolicySets, { named, statement }: ResourceGrant): Decision | undefined {
  if (named === naming.none || statement === undefined || sets.resource === undefined) return undefined
  return allowBy(resourceLayer(sets), sets.resource, statement)
}

function findDenyInLevels(
  question: Question,
  layer: PolicyLayer,
  levels: readonly (readonly NamedPolicy[])[] | undefined,
): Decision | undefined {
  for (const level of levels ?? []) {
    const deny = findDeny(question, layer, level)
    if (deny !== undefined) return deny
  }
  return undefined
}

function findDeny(question: Question, layer: PolicyLayer, named: readonly NamedPolicy[] = []): Decision | undefined {
  for (const one of named) {
    const deny = findDenyIn(question, layer, one)
    if (deny !== undefined) return deny
  }
  return undefined
}

function findDenyIn(question: Question, layer: PolicyLayer, { id, arn, policy }: NamedPolicy): Decision | undefined {
  for (const statement of policy.denies) {
    if (question.appliesTo(statement) === naming.none) continue
    const { sid, index } = statement
    return { effect: 'explicit-deny', layer, policyId: id, policyArn: arn, sid, statementIndex: index }
  }
  return undefined
}

function findAllow(question: Question, layer: PolicyLayer, named: readonly NamedPolicy[]): Decision | undefined {
  for (const one of named) {
    const allow = findAllowIn(question, layer, one)
    if (allow !== undefined) return allow
  }
  return undefined
}

function findAllowIn(question: Question, layer: PolicyLayer, named: NamedPolicy): Decision | undefined {
  for (const statement of named.policy.allows) {
    if (question.appliesTo(statement) !== naming.none) return allowBy(layer, named, statement)
  }
  return undefined
}

function allowBy(layer: PolicyLayer, { id }: NamedPolicy, { sid, index }: CompiledStatement): Decision {
  return { effect: 'allow', layer, policyId: id, sid, statementIndex: index }
}

function implicitDeny(layer: PolicyLayer): Decision {
  return { effect: 'implicit-deny', layer }
}
