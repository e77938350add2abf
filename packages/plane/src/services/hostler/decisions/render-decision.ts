import type * as hostler from '@hostler/wire/models/hostler'
import type { AccessDecision, Verdict } from '../../../domain/decision/decision.ts'

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

export function renderDecision(decision: AccessDecision): hostler.AccessDecision {
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
    Verdict: renderVerdict(decision.verdict),
    Policies: decision.policies.map(({ layer, id }) => ({ Layer: layer, PolicyId: id })),
    ContextKeys: renderKeys(Object.entries(decision.keys)),
    MissingContextKeys: decision.missingKeys,
    FurtherDecisions: decision.counted,
  }
}
