// Keeps what the authorizer decided. A denial is durable before the caller hears of it, an allowed change before it
// happens; what is allowed all the time waits in memory for the next flush, and is counted there. Decides nothing.
import { takingTurns } from '../domain/basics/taking-turns.ts'
import { type AccessDecision, alsoOnLength, alsoOnMax } from '../domain/decision/decision.ts'
import type { Decisions } from '../domain/decision/decisions.ts'
import { createDenialFloods } from '../domain/decision/denial-floods.ts'
import type { LastUses } from '../domain/last-use/last-uses.ts'
import { type DecidedQuestion, kindOf, toAccessDecision } from './decided-question.ts'
import { createWaitingDecisions } from './waiting-decisions.ts'

export interface DecisionLog {
  /**
   * Takes the questions of one call in their order; of denials only the last may be one. Resolves to the id of the
   * last decision when all are durable; undefined when nothing needs to be waited for.
   */
  record(questions: readonly DecidedQuestion[]): Promise<string> | undefined
  /** Writes what waits in memory. What was decided before the call is in the list when it resolves. */
  flush(): Promise<void>
}

export interface DecisionLogParts {
  readonly decisions: Pick<Decisions, 'add' | 'putCounts'>
  readonly lastUses: Pick<LastUses, 'note' | 'flush'>
  /** Hears of a flush that failed and was not asked for. */
  failed(error: unknown): void
}

/** So many different ones wait before a flush begins by itself, and so many while flushes fail: then the oldest go. */
export const waitingEnough = 5_000
const waitingMax = 50_000
const flushedAtOnce = 500

export function createDecisionLog({ decisions, lastUses, failed }: DecisionLogParts): DecisionLog {
  const floods = createDenialFloods()
  const inTurn = takingTurns()
  const underway = new Map<string, Promise<void>>()
  const waiting = createWaitingDecisions(waitingMax)
  let isFlushing = false

  async function write(questions: readonly DecidedQuestion[]): Promise<string> {
    const made = together(questions.map(toAccessDecision))
    const last = made.at(-1)!
    const counted = last.kind === 'denial' ? floods.countOn(last) : undefined
    if (counted) {
      await underway.get(counted.id)
      return counted.id
    }
    await durable(last.id, decisions.add(made))
    return last.id
  }

  /** Lets those wait for a write whose denials are counted on it. */
  function durable(id: string, written: Promise<void>): Promise<void> {
    underway.set(id, written)
    return written.finally(() => underway.delete(id))
  }

  async function flush(): Promise<void> {
    while (waiting.size > 0) {
      const portion = waiting.take(flushedAtOnce)
      try {
        await decisions.add(portion)
      } catch (error) {
        waiting.putBack(portion)
        throw error
      }
    }
    await decisions.putCounts(floods.takeCounted())
    await lastUses.flush()
  }

  function flushInTurn(): Promise<void> {
    isFlushing = true
    return inTurn(flush).finally(() => (isFlushing = false))
  }

  return {
    flush: flushInTurn,
    record(questions) {
      const last = questions.at(-1)
      if (!last || isLeftOut(last)) return undefined
      if (!last.facts.origin.isAgain) for (const question of questions) noteUse(question, lastUses)
      if (questions.some(isUrgent)) return write(questions)
      for (const question of questions) waiting.add(question)
      if (waiting.size >= waitingEnough && !isFlushing) flushInTurn().catch(failed)
      return undefined
    },
  }
}

/** Of one call: the same answer about many resources is one record. The last stands for itself: it may be the denial. */
function together(decisions: readonly AccessDecision[]): readonly AccessDecision[] {
  const last = decisions.at(-1)!
  const groups = Map.groupBy(decisions.slice(0, -1), ({ action, isPart, verdict, keys }) =>
    JSON.stringify([action, isPart, verdict, keys]),
  )
  return [...groups.values()].map(countedOnFirst).concat(last)
}

function countedOnFirst([first, ...others]: readonly AccessDecision[]): AccessDecision {
  if (others.length === 0) return first!
  const alsoOn = others.slice(-alsoOnMax).map(({ resource }) => resource.slice(0, alsoOnLength))
  return { ...first!, counted: others.length, alsoOn }
}

/** Whether it must be durable before anything follows from it. */
function isUrgent(question: DecidedQuestion): boolean {
  const kind = kindOf(question)
  return kind === 'denial' || kind === 'change'
}

/** Questions about what is open already are put every few seconds: only that it must end is worth a record. */
function isLeftOut({ facts, decision, isPart }: DecidedQuestion): boolean {
  return facts.origin.isAgain === true && (isPart || decision.effect === 'allow')
}

/** Attempts count, also denied ones. Passing a role is no call that anybody makes. */
function noteUse({ caller, ask, facts }: DecidedQuestion, lastUses: DecisionLogParts['lastUses']): void {
  if (!('entityId' in caller) || caller.entityId === caller.accountId || ask.action === 'iam:PassRole') return
  const { accountId, entityId } = caller
  lastUses.note({ accountId, entityId, action: ask.action, at: facts.now, region: facts.region })
}
