import type { AuthorizationRequest } from './authorization-request.ts'
import type { Decision, PolicyLayer } from './policy-sets.ts'

const layerNames: Readonly<Record<PolicyLayer, string>> = {
  identity: 'identity-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  resource: 'resource-based policy',
  trust: 'role trust policy',
  scp: 'service control policy',
  rcp: 'resource control policy',
  endpoint: 'VPC endpoint policy',
}

/** Layers whose policy AWS names by ARN when it denies. */
const layersShownByArn: ReadonlySet<PolicyLayer> = new Set(['rcp', 'scp', 'identity', 'boundary', 'session'])

/**
 * The sentence AWS answers a refused caller with: `User: … is not authorized to perform: … on resource: … because …`.
 * Throws for a decision that allows.
 */
export function denialMessage(request: AuthorizationRequest, decision: Decision): string {
  if (decision.effect === 'allow') throw new Error('an allowed request has no denial message')
  const { action, resource, principal } = request
  const user = principal.type === 'anonymous' ? 'anonymous' : principal.arn
  const reason =
    decision.effect === 'explicit-deny' ? explicitReason(request, decision) : implicitReason(request, decision)
  // S3 tells outsiders nothing, and writes the resource in quotation marks; EC2 leaves it out where there is none.
  const service = action.slice(0, action.indexOf(':')).toLowerCase()
  if (service === 's3' && principal.account !== request.resourceAccount) return 'Access Denied'
  const where =
    resource === '*' && service === 'ec2' ? '' : ` on resource: ${service === 's3' ? `"${resource}"` : resource}`
  return `User: ${user} is not authorized to perform: ${action}${where}${reason}`
}

function implicitReason(request: AuthorizationRequest, { layer }: { readonly layer: PolicyLayer }): string {
  // Another account's callers are not told what a role's trust policy lacks.
  if (layer === 'trust' && request.principal.account !== request.resourceAccount) return ''
  return ` because no ${layerNames[layer]} allows the ${request.action} action`
}

function explicitReason(
  request: AuthorizationRequest,
  { layer, policyArn }: Extract<Decision, { effect: 'explicit-deny' }>,
): string {
  const article = layer === 'trust' ? 'the' : layer === 'identity' ? 'an' : 'a'
  const shown = policyArn !== undefined && layersShownByArn.has(layer) && !isForeign(request, layer)
  return ` with an explicit deny in ${article} ${layerNames[layer]}${shown ? `: ${policyArn}` : ''}`
}

/** An RCP belongs to the resource's organization; its ARN is not shown to callers from outside. */
function isForeign({ principal, resourceAccount, context }: AuthorizationRequest, layer: PolicyLayer): boolean {
  if (layer !== 'rcp' || principal.account === resourceAccount) return false
  const organization = context.get('aws:principalorgid')
  return organization === undefined || organization !== context.get('aws:resourceorgid')
}
