// What EC2 tells of a denial: everything about it, sealed, for whoever may open it in the same account.
import type { Sealing } from '../identity/sealing.ts'
import { type DecidedQuestion, toAccessDecision } from './decided-question.ts'

export interface AuthorizationMessages {
  /** A text that only {@link decode} can read. */
  encode(question: DecidedQuestion): string
  /** JSON as AWS's; undefined for what was not encoded here, or for another account. */
  decode(accountId: string, message: string): string | undefined
}

/** Beyond this the values of condition keys are left out: a message must fit into its request. */
const lengthMax = 6_000

export function createAuthorizationMessages(sealing: Sealing): AuthorizationMessages {
  return {
    encode(question) {
      const whole = JSON.stringify(describe(question, true))
      const text = whole.length <= lengthMax ? whole : JSON.stringify(describe(question, false))
      return sealing.seal(text, question.caller.accountId)
    },
    decode: (accountId, message) => sealing.open(message, accountId),
  }
}

function describe(question: DecidedQuestion, withConditions: boolean) {
  const { action, resource, verdict, keys } = toAccessDecision(question)
  const denied = { statementId: verdict.sid ?? '', effect: 'DENY', sourcePolicyId: verdict.policyId }
  return {
    allowed: false,
    explicitDeny: verdict.effect === 'explicit-deny',
    matchedStatements: listed(verdict.effect === 'explicit-deny' ? [denied] : []),
    failures: listed([]),
    context: {
      principal: { id: question.caller.userId, arn: question.caller.arn },
      action,
      resource,
      conditions: listed(withConditions ? Object.entries(keys).map(toCondition) : []),
    },
  }
}

function toCondition([key, value]: [string, string | readonly string[]]) {
  return { key, values: listed([value].flat().map(each => ({ value: each }))) }
}

function listed<T>(items: readonly T[]): { readonly items: readonly T[] } {
  return { items }
}
