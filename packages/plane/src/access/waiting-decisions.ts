// Decisions that wait in memory to be written. The same answer to the same question is one that is counted: callers
// that ask for one thing a thousand times a second need one record, not a thousand.
import type { AccessDecision } from '../domain/decision/decision.ts'
import { type DecidedQuestion, toAccessDecision } from './decided-question.ts'

const saidMax = 2_048

interface Waiting {
  /** In the form in which it is kept: what callers name may be long. */
  readonly decision: AccessDecision
  /** How often it came again. */
  counted: number
}

export interface WaitingDecisions {
  /** Different ones. */
  readonly size: number
  add(question: DecidedQuestion): void
  /** The oldest, at most so many, in the form in which they are kept; they no longer wait. */
  take(max: number): readonly AccessDecision[]
  /** These wait again, as the oldest; where there are too many, the oldest go. */
  putBack(decisions: readonly AccessDecision[]): void
}

export function createWaitingDecisions(max: number): WaitingDecisions {
  const waiting = new Map<string, Waiting>()
  let returned: AccessDecision[] = []

  return {
    get size() {
      return returned.length + waiting.size
    },
    add(question) {
      const said = whatItSays(question)
      const same = waiting.get(said)
      if (same) same.counted++
      else waiting.set(said, { decision: toAccessDecision(question), counted: 0 })
    },
    take(count) {
      if (returned.length > 0) return returned.splice(0, count)
      const taken: AccessDecision[] = []
      for (const [said, { decision, counted }] of waiting) {
        if (taken.length === count) break
        waiting.delete(said)
        taken.push({ ...decision, counted })
      }
      return taken
    },
    putBack(decisions) {
      returned = [...decisions, ...returned].slice(-max)
      const excess = returned.length + waiting.size - max
      if (excess <= 0) return
      const gone = Math.min(excess, returned.length)
      returned.splice(0, gone)
      for (const said of [...waiting.keys()].slice(0, excess - gone)) waiting.delete(said)
    },
  }
}

/** Of long names the beginning counts. */
function whatItSays({ caller, ask, facts, decision, isPart }: DecidedQuestion): string {
  const { effect, layer } = decision
  const statement = effect === 'implicit-deny' ? [] : [decision.policyId, decision.statementIndex]
  const who = [caller.arn, caller.accessKeyId, facts.sourceIp, facts.userAgent?.slice(0, saidMax)]
  const what = [facts.origin.operation, ask.action, ask.resource.slice(0, saidMax)]
  return [...who, ...what, isPart, effect, layer, ...statement].join('\0')
}
