import * as hostler from '@hostler/wire/models/hostler'
import { may } from '../../../access/ask.ts'
import { parsePageToken, toPageToken } from '../../../domain/basics/page-token.ts'
import type { DecisionFilter } from '../../../domain/decision/decision.ts'
import { invalidNextToken } from '../errors.ts'
import { operation } from '../hostler-operation.ts'
import { mayReadPolicies, renderDecision } from './render-decision.ts'

const pageSize = 50

/** Decisions about callers of this account in all regions, newest first. */
export const ListDecisions = operation(hostler.ListDecisions, {
  asks: (_input, names) => [may('hostler:ListDecisions', names.anyHostler)],
  faults: { 'page-token.invalid': invalidNextToken },
  async run(input, { decisions, decisionLog }, call) {
    const { MaxResults = pageSize, NextToken } = input
    const page = { limit: MaxResults, ...(NextToken && { after: parsePageToken(NextToken) }) }
    await decisionLog.flush()
    const { items, next } = await decisions.list(call.accountId, filterOf(input), page)
    const withStatement = await mayReadPolicies(call)
    const Decisions = items.map(item => renderDecision(item, withStatement))
    return { Decisions, ...(next !== undefined && { NextToken: toPageToken(next) }) }
  },
})

function filterOf({ PrincipalArn, Action, Decision, From, Until }: hostler.ListDecisionsRequest): DecisionFilter {
  return {
    principalArn: PrincipalArn,
    action: Action,
    isAllowed: Decision === undefined ? undefined : Decision === 'allow',
    from: From,
    until: Until,
  }
}
