import type * as hostler from '@hostler/wire/models/hostler'
import { may } from '../../../access/ask.ts'
import type { AccessDecision, Verdict } from '../../../domain/decision/decision.ts'
import type { Call } from '../../operation.ts'

/** Statements are counted from one, as people do. */
export function renderVerdict(verdict: Verdict): hostler.Verdict {
  const { effect, layer, policyId, policyArn, sid, statementIndex, statement } = verdict
  return {
    Decision: effect,
    Layer: layer,
    PolicyId: policyId,
    PolicyArn: policyArn,
    StatementSid: sid,
    StatementNumber: statementIndex === undefined ? undefined : statementIndex + 1,
    Statement: statement,
  }
}

export function renderKeys(keys: Iterable<readonly [string, string | readonly string[]]>): hostler.ContextKey[] {
  return [...keys].map(([Key, value]) => ({ Key, Values: typeof value === 'string' ? [value] : value }))
}

/**
 * Whether the caller may read what policies say. Decisions tell everybody who may read them which statement decided;
 * its text is IAM's to show.
 */
export function mayReadPolicies(call: Call): Promise<boolean> {
  return call.allows(may('iam:GetAccountAuthorizationDetails', '*'))
}

export function renderDecision(decision: AccessDecision, withStatement: boolean): hostler.AccessDecision {
  const verdict = renderVerdict(decision.verdict)
  return {
    DecisionId: decision.id,
    Time: decision.at,
    Region: decision.region,
    RequestId: decision.requestId,
    Operation: decision.operation,
    PrincipalArn: decision.callerArn,
    IdentityArn: decision.identityArn,
    AccessKeyId: decision.accessKeyId,
    SourceAddress: decision.sourceIp,
    UserAgent: decision.userAgent,
    Action: decision.action,
    Resource: decision.resource,
    IsPart: decision.isPart,
    Verdict: withStatement ? verdict : { ...verdict, Statement: undefined },
    Policies: decision.policies.map(({ layer, id }) => ({ Layer: layer, PolicyId: id })),
    ContextKeys: renderKeys(Object.entries(decision.keys)),
    MissingContextKeys: decision.missingKeys,
    FurtherDecisions: decision.counted,
    FurtherResources: decision.alsoOn,
  }
}
