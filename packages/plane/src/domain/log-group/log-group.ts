// Log groups: what is kept of them, and the port that keeps it. What may be done with them is in log-groups.ts; streams
// and events belong to a group by its id, so that a group made again under an old name begins empty.
import type { Page, PageRequest } from '../basics/page.ts'
import type { Scope } from '../basics/scope.ts'

export interface LogGroup extends Scope {
  readonly id: number
  readonly name: string
  readonly createdAt: Date
  /** How long events are kept; for good when absent. */
  readonly retentionDays?: number
}

export interface LogGroupFilter {
  readonly namePrefix?: string | undefined
  /** Case counts. */
  readonly namePart?: string | undefined
}

export interface LogGroupReader {
  find(scope: Scope, name: string): Promise<LogGroup | undefined>
  /** By name. */
  list(scope: Scope, filter: LogGroupFilter, page: PageRequest): Promise<Page<LogGroup>>
  /** Groups of all accounts whose events expire, by id, from the one after `afterId` on. */
  listExpiring(afterId: number, limit: number): Promise<readonly LogGroup[]>
  /** What is stored in groups, by their id; a group without streams is not in it. */
  countBytes(ids: readonly number[]): Promise<ReadonlyMap<number, number>>
}

export interface LogGroupWriter extends LogGroupReader {
  insert(group: LogGroup): Promise<void>
  setRetention(id: number, days: number | undefined): Promise<void>
  /** The group alone. Its streams and events are found by nobody any more and are left to the purge. */
  delete(id: number): Promise<void>
}

const dayMs = 24 * 3_600_000

/** Events before this time have expired; 0 when none does. */
export function expiredBeforeMs({ retentionDays }: LogGroup, now: Date): number {
  return retentionDays === undefined ? 0 : now.getTime() - retentionDays * dayMs
}
