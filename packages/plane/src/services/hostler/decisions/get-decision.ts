import * as hostler from '@hostler/wire/models/hostler'
import { may } from '../../../access/ask.ts'
import { decisionNotFound } from '../errors.ts'
import { operation } from '../hostler-operation.ts'
import { renderDecision } from './render-decision.ts'

/** Why somebody was allowed or denied something: the decision whose id came with the refusal. */
export const GetDecision = operation(hostler.GetDecision, {
  asks: ({ DecisionId }, names) => [may('hostler:GetDecision', names.decision(DecisionId))],
  faults: { 'decision.not-found': decisionNotFound },
  async run({ DecisionId }, { decisions, decisionLog }, { accountId }) {
    await decisionLog.flush()
    return { Decision: renderDecision(await decisions.get(accountId, DecisionId)) }
  },
})
