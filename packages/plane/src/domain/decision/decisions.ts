// The list of decisions: adding to it, reading it, and keeping it within its bounds. What is decided is decided
// elsewhere.
import { DomainError } from '../basics/errors.ts'
import type { Page, PageRequest } from '../basics/page.ts'
import type { Storage } from '../storage.ts'
import type { CountedDenial } from './denial-floods.ts'
import { type AccessDecision, type DecisionFilter, decisionKinds, earliestIdAt } from './decision.ts'

export interface Decisions {
  /** Resolves when they are durable. */
  add(decisions: readonly AccessDecision[]): Promise<void>
  /** Writes how many denials were counted. */
  putCounts(denials: readonly CountedDenial[]): Promise<void>
  /** Throws `decision.not-found`. */
  get(accountId: string, id: string): Promise<AccessDecision>
  list(accountId: string, filter: DecisionFilter, page: PageRequest): Promise<Page<AccessDecision>>
  /** Deletes what is older than it is kept. */
  purge(now: Date): Promise<void>
}

export interface DecisionBounds {
  /** 0 keeps them for good. */
  readonly keptDays: number
  /** Of each kind; a tenth more may be there until the next trim. */
  readonly keptRecords: number
}

const dayMs = 24 * 3_600_000
const deletedAtOnce = 1_000
const addedAtOnce = 500

export function createDecisions(storage: Storage, { keptDays, keptRecords }: DecisionBounds): Decisions {
  let addedSinceTrim = 0
  let trimming: Promise<void> | undefined

  /** In portions: other writes wait behind each. */
  async function deleteBefore(id: string, kind?: AccessDecision['kind']): Promise<void> {
    for (;;) {
      const count = await storage.write(writer => writer.decisions.deleteBefore(id, deletedAtOnce, kind))
      if (count < deletedAtOnce) return
    }
  }

  async function trim(): Promise<void> {
    addedSinceTrim = 0
    for (const kind of decisionKinds) {
      const oldestKept = await storage.read.decisions.findNth(kind, keptRecords)
      if (oldestKept !== undefined) await deleteBefore(oldestKept, kind)
    }
  }

  return {
    async add(decisions) {
      for (let from = 0; from < decisions.length; from += addedAtOnce) {
        const portion = decisions.slice(from, from + addedAtOnce)
        await storage.write(writer => writer.decisions.add(portion))
      }
      addedSinceTrim += decisions.length
      if (addedSinceTrim <= keptRecords / 10 || trimming) return
      trimming = trim().finally(() => (trimming = undefined))
      await trimming
    },
    async putCounts(denials) {
      if (denials.length === 0) return
      await storage.write(async writer => {
        for (const { accountId, id, counted } of denials) {
          const decision = await writer.decisions.find(accountId, id)
          if (decision) await writer.decisions.update({ ...decision, counted })
        }
      })
    },
    async get(accountId, id) {
      const decision = await storage.read.decisions.find(accountId, id)
      if (!decision) throw new DomainError('decision', 'not-found', id)
      return decision
    },
    list: (accountId, filter, page) => storage.read.decisions.list(accountId, filter, page),
    async purge(now) {
      if (keptDays > 0) await deleteBefore(earliestIdAt(new Date(now.getTime() - keptDays * dayMs)))
      await trim()
    },
  }
}
