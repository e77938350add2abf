// Short forms for tests: policies from statements, requests from the few members a test cares about.
import {
  compilePolicy,
  evaluate,
  type AuthorizationRequest,
  type ContextValue,
  type Decision,
  type NamedPolicy,
  type PolicyKind,
  type PolicyPrincipal,
  type PolicySets,
} from '../src/index.ts'

export const account = '111111111111'
export const otherAccount = '222222222222'
export const parameter = `arn:aws:ssm:us-east-1:${account}:parameter/x`

export const callers = {
  root: { type: 'root', arn: `arn:aws:iam::${account}:root`, account },
  user: { type: 'user', arn: `arn:aws:iam::${account}:user/team/alice`, account, uniqueId: 'AIDAALICE00000000000' },
  session: {
    type: 'role-session',
    arn: `arn:aws:sts::${account}:assumed-role/Ops/alice`,
    account,
    roleArn: `arn:aws:iam::${account}:role/team/Ops`,
    uniqueId: 'AROAOPS0000000000000:alice',
  },
  federated: {
    type: 'federated-user',
    arn: `arn:aws:sts::${account}:federated-user/bob`,
    account,
    userArn: `arn:aws:iam::${account}:user/team/alice`,
  },
  stranger: { type: 'user', arn: `arn:aws:iam::${otherAccount}:user/eve`, account: otherAccount },
  service: { type: 'service', arn: 'ssm.amazonaws.com', account: '' },
  anonymous: { type: 'anonymous', arn: '', account: '' },
} as const satisfies Record<string, PolicyPrincipal>

/** A statement as JSON; Version defaults to 2012-10-17. */
export type StatementJson = Readonly<Record<string, unknown>>

export function policyText(statements: StatementJson | readonly StatementJson[], version = '2012-10-17'): string {
  return JSON.stringify({ Version: version, Statement: statements })
}

export function named(
  kind: PolicyKind,
  statements: StatementJson | readonly StatementJson[],
  arn?: string,
): NamedPolicy {
  return { id: arn ?? `${kind}-policy`, arn, policy: compilePolicy(policyText(statements), kind) }
}

export const allowAll = { Effect: 'Allow', Action: '*', Resource: '*' }
export const denyAll = { Effect: 'Deny', Action: '*', Resource: '*' }
export const allowNothing = { Effect: 'Allow', Action: 'none:None', Resource: '*' }

export interface RequestParts {
  readonly action?: string
  readonly resource?: string
  readonly resourceAccount?: string
  readonly principal?: PolicyPrincipal
  readonly context?: Readonly<Record<string, ContextValue>>
}

/** By default alice asks for `ssm:GetParameter` on a parameter of her own account. */
export function request(parts: RequestParts = {}): AuthorizationRequest {
  const context = Object.entries(parts.context ?? {}).map(([key, value]) => [key.toLowerCase(), value] as const)
  return {
    action: parts.action ?? 'ssm:GetParameter',
    resource: parts.resource ?? parameter,
    resourceAccount: parts.resourceAccount ?? account,
    principal: parts.principal ?? callers.user,
    context: new Map(context),
  }
}

export function decide(parts: RequestParts, sets: Partial<PolicySets>): Decision {
  return evaluate(request(parts), { identity: [], ...sets })
}

/** Whether one identity statement allows the request. */
export function allows(statement: StatementJson, parts: RequestParts = {}, version?: string): boolean {
  const policy = compilePolicy(policyText({ ...allowAll, ...statement }, version), 'identity')
  return evaluate(request(parts), { identity: [{ id: 'p', policy }] }).effect === 'allow'
}

/** `allow`, or the kind of denial with its layer: `implicit-deny identity`. */
export function outcome(decision: Decision): string {
  return decision.effect === 'allow' ? 'allow' : `${decision.effect} ${decision.layer}`
}
