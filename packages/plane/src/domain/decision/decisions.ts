// The list of decisions: adding to it, reading it, and keeping it within its bounds. What is decided is decided
// elsewhere.
import { DomainError } from '../basics/errors.ts'
import type { Page, PageRequest } from '../basics/page.ts'
import { takingTurns } from '../basics/taking-turns.ts'
import type { Storage } from '../storage.ts'
import type { CountedDenial } from './denial-floods.ts'
import { type AccessDecision, type DecisionFilter, type DecisionGroup, earliestIdAt } from './decision.ts'

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
  /**
   * Of each kind and account; of one user or role a tenth of it, so that none can push out what was decided about others.
   * A tenth more of either may be there until the next trim.
   */
  readonly keptRecords: number
}

const dayMs = 24 * 3_600_000
const deletedAtOnce = 1_000
const addedAtOnce = 500
const countedMax = 10_000

export function createDecisions(storage: Storage, { keptDays, keptRecords }: DecisionBounds): Decisions {
  const keptOfIdentity = Math.ceil(keptRecords / 10)
  const addedSinceTrim = new Map<string, { readonly group: DecisionGroup; count: number }>()
  const inTurn = takingTurns()

  /** In portions: other writes wait behind each. */
  async function deleteBefore(id: string, group?: DecisionGroup): Promise<void> {
    for (;;) {
      const count = await storage.write(writer => writer.decisions.deleteBefore(id, deletedAtOnce, group))
      if (count < deletedAtOnce) return
    }
  }

  const keptOf = ({ identityArn }: DecisionGroup) => (identityArn === undefined ? keptRecords : keptOfIdentity)

  async function trim(group: DecisionGroup): Promise<void> {
    const oldestKept = await storage.read.decisions.findNth(group, keptOf(group))
    if (oldestKept !== undefined) await deleteBefore(oldestKept, group)
  }

  /** Counts what was added, and tells the groups of which that was a tenth of what is kept. */
  function grown(decisions: readonly AccessDecision[]): readonly DecisionGroup[] {
    const large: DecisionGroup[] = []
    for (const { kind, accountId, identityArn } of decisions) {
      for (const group of [
        { kind, accountId },
        { kind, accountId, identityArn },
      ]) {
        const key = Object.values(group).join(' ')
        const added = addedSinceTrim.get(key) ?? { group, count: 0 }
        addedSinceTrim.set(key, added)
        if (++added.count <= keptOf(group) / 10) continue
        large.push(group)
        addedSinceTrim.delete(key)
      }
    }
    // What is forgotten here is trimmed by the next purge.
    if (addedSinceTrim.size > countedMax) addedSinceTrim.clear()
    return large
  }

  return {
    async add(decisions) {
      for (let from = 0; from < decisions.length; from += addedAtOnce) {
        const portion = decisions.slice(from, from + addedAtOnce)
        await storage.write(writer => writer.decisions.add(portion))
      }
      for (const group of grown(decisions)) await inTurn(() => trim(group))
    },
    async putCounts(denials) {
      if (denials.length === 0) return
      await storage.write(async writer => {
        for (const { accountId, id, counted, alsoOn } of denials) {
          const decision = await writer.decisions.find(accountId, id)
          if (decision) await writer.decisions.update({ ...decision, counted, alsoOn: [...alsoOn] })
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
      for (const ofIdentities of [true, false]) {
        const kept = ofIdentities ? keptOfIdentity : keptRecords
        for (const group of await storage.read.decisions.largerThan(kept, ofIdentities)) await inTurn(() => trim(group))
      }
    },
  }
}
