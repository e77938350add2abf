import * as hostler from '@hostler/wire/models/hostler'
import { may } from '../../../access/ask.ts'
import { decisionNotFound } from '../errors.ts'
import { operation } from '../hostler-operation.ts'
import { mayReadPolicies, renderDecision } from './render-decision.ts'

/** Why somebody was allowed or denied something: the decision whose id came with the refusal. */
export const GetDecision = operation(hostler.GetDecision, {
  asks: ({ DecisionId }, names) => [may('hostler:GetDecision', names.decision(DecisionId))],
  faults: { 'decision.not-found': decisionNotFound },
  async run({ DecisionId }, { decisions, decisionLog }, call) {
    await decisionLog.flush()
    const decision = await decisions.get(call.accountId, DecisionId)
    return { Decision: renderDecision(decision, await mayReadPolicies(call)) }
  },
})
