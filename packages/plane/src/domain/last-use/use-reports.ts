// Reports of last use that somebody asked for: held in memory, for whoever asked, an hour long and a few of each account.
// They are made anew at a word, so a restart may forget them.
import { randomUUID } from 'node:crypto'
import { DomainError } from '../basics/errors.ts'
import type { ActionContext } from '../basics/scope.ts'

export interface KeptReport<Report> {
  readonly id: string
  readonly accountId: string
  /** ARN of who asked for it. */
  readonly askedBy: string
  readonly madeAt: Date
  readonly report: Report
}

export interface UseReports<Report> {
  /** Resolves to the report's id: 36 characters. */
  add(context: ActionContext, report: Report): string
  /** Throws `use-report.not-found`, also for everybody who did not ask for it. */
  get(context: ActionContext, id: string): KeptReport<Report>
}

const ofAccountMax = 50
const allMax = 1_000
const keptMs = 3_600_000

export function createUseReports<Report>(): UseReports<Report> {
  const reports = new Map<string, KeptReport<Report>>()

  /** They stand in the order in which they were made. */
  function forgetOld(now: Date): void {
    for (const { id, madeAt } of reports.values()) {
      if (now.getTime() - madeAt.getTime() < keptMs) return
      reports.delete(id)
    }
  }

  function makeRoom(accountId: string): void {
    const own = [...reports.values()].filter(report => report.accountId === accountId)
    const oldest = own.length >= ofAccountMax ? own[0] : reports.size >= allMax ? [...reports.values()][0] : undefined
    if (oldest) reports.delete(oldest.id)
  }

  return {
    add({ accountId, callerArn, now }, report) {
      forgetOld(now)
      makeRoom(accountId)
      const id = randomUUID()
      reports.set(id, { id, accountId, askedBy: callerArn, madeAt: now, report })
      return id
    },
    get({ accountId, callerArn, now }, id) {
      forgetOld(now)
      const found = reports.get(id)
      if (!found || found.accountId !== accountId || found.askedBy !== callerArn) {
        throw new DomainError('use-report', 'not-found', id)
      }
      return found
    },
  }
}
