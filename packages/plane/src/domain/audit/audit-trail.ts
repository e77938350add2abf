// The trail of every account: adding to it, looking into it, exporting it whole, and letting go of what is too old. It
// decides nothing about what is written, and changes nothing that was.
import { DomainError } from '../basics/errors.ts'
import { inBatches } from '../basics/in-batches.ts'
import type { Page, PageRequest } from '../basics/page.ts'
import type { Scope } from '../basics/scope.ts'
import type { Storage, Writer } from '../storage.ts'
import { type AuditKey, chain, chainStart, lineOf, signedLine } from './audit-chain.ts'
import type { AuditFilter, ChainEnd, NewAuditEvent } from './audit-event.ts'

/** Part of a trail: events between two numbers, and from which on they are still to be told. */
export interface AuditRange {
  readonly first: number
  readonly last: number
  readonly next: number
}

/** Lines of an export; the last page's last line is signed and says what the lines before it must be. */
export interface AuditPage {
  readonly lines: readonly string[]
  /** Absent on the last page. */
  readonly rest?: AuditRange
}

export interface AuditTrail {
  /** Resolves when the event is durable. */
  append(event: NewAuditEvent): Promise<void>
  /** Newest first. */
  lookup(scope: Scope, filter: AuditFilter, page: PageRequest): Promise<Page<NewAuditEvent>>
  /** All of an account's events in a time, with whatever stands between them. */
  range(accountId: string, from?: Date, until?: Date): Promise<AuditRange>
  /** Throws `audit-range.invalid` for events that are not there, or no longer. */
  export(accountId: string, range: AuditRange, now: Date): Promise<AuditPage>
  /** Lets go of events that are older than they are kept. */
  purge(now: Date): Promise<void>
  /** Resolves when nothing waits to be written. */
  idle(): Promise<void>
}

export interface AuditTrailParts {
  readonly storage: Storage
  readonly key: AuditKey
  /** 0 keeps events for good. */
  readonly keptDays: number
  /** Hears of a trail that ends before what was written to it: somebody else changed the database. */
  shortened(accountId: string, written: ChainEnd, found: ChainEnd): void
}

const dayMs = 24 * 3_600_000
const appendedAtOnce = 128
const cutAtOnce = 500
const exportedEvents = 500
const exportedBytes = 1024 * 1024

export function createAuditTrail(parts: AuditTrailParts): AuditTrail {
  const { storage, key } = parts
  /** Where each trail ended when it was last written to. */
  const written = new Map<string, ChainEnd>()
  const appends = inBatches(append, appendedAtOnce)

  async function append(events: readonly NewAuditEvent[]): Promise<void> {
    const byAccount = Map.groupBy(events, ({ accountId }) => accountId)
    await storage.write(async writer => {
      for (const [accountId, own] of byAccount) await appendTo(writer, accountId, own)
    })
  }

  async function appendTo(writer: Writer, accountId: string, events: readonly NewAuditEvent[]): Promise<void> {
    const end = (await writer.audit.findEnd(accountId)) ?? chainStart
    const before = written.get(accountId)
    if (before && (end.sequence < before.sequence || (end.sequence === before.sequence && end.hash !== before.hash))) {
      parts.shortened(accountId, before, end)
    }
    const chained = chain(events, end, key)
    await writer.audit.add(chained)
    writer.afterCommit(() => void written.set(accountId, chained.at(-1)!))
  }

  /** At most so many; whether there may be more to cut. */
  async function cutBefore(accountId: string, date: Date, now: Date): Promise<boolean> {
    const oldest = ((await storage.read.audit.findCut(accountId))?.sequence ?? 0) + 1
    const events = await storage.read.audit.listFrom(accountId, oldest, cutAtOnce)
    const kept = events.findIndex(({ at }) => at >= date)
    const last = events.at(kept < 0 ? -1 : kept - 1)
    if (kept === 0 || !last) return false
    const { sequence, hash } = last
    const times = { before: date.toISOString(), at: now.toISOString() }
    const line = signedLine({ kind: 'cut', accountId, sequence, hash, ...times }, key)
    await storage.write(async writer => {
      const cut = await writer.audit.findCut(accountId)
      // Another purge may have come before.
      if (!cut || cut.sequence < sequence) await writer.audit.cut({ accountId, sequence, hash, line })
    })
    return kept < 0 && events.length === cutAtOnce
  }

  /** What an export ends with. */
  function endLine(accountId: string, { first, last }: AuditRange, ends: Ends, now: Date): string {
    const at = now.toISOString()
    const { previous, hash } = ends
    return signedLine({ kind: 'end', accountId, sequence: last, first, previous, hash, at }, key)
  }

  interface Ends {
    readonly previous: string
    readonly hash: string
  }

  /** Hashes before the first and of the last event; looked up, since only what is there may be signed. */
  async function endsOf(accountId: string, { first, last }: AuditRange): Promise<Ends> {
    const { audit } = storage.read
    const cut = (await audit.findCut(accountId)) ?? chainStart
    const [firstEvent] = await audit.listFrom(accountId, first, 1)
    const [lastEvent] = last < first ? [undefined] : await audit.listFrom(accountId, last, 1)
    const end = last < first ? await audit.findEnd(accountId) : lastEvent
    const before = first === cut.sequence + 1 ? cut.hash : firstEvent?.sequence === first && firstEvent.previous
    const { sequence, hash } = end ?? chainStart
    if (sequence !== last) throw new DomainError('audit-range', 'invalid', String(last))
    const previous = last < first ? hash : before
    if (!previous) throw new DomainError('audit-range', 'invalid', String(first))
    return { previous, hash }
  }

  return {
    append: appends.add,
    idle: appends.idle,
    lookup: (scope, filter, page) => storage.read.audit.lookup(scope, filter, page),
    async range(accountId, from, until) {
      const { audit } = storage.read
      const found = await audit.findRange(accountId, from, until)
      if (!found) {
        const { sequence } = (await audit.findEnd(accountId)) ?? chainStart
        return { first: sequence + 1, last: sequence, next: sequence + 1 }
      }
      // Whatever the database still has: all begins where it must.
      const first = from === undefined ? ((await audit.findCut(accountId)) ?? chainStart).sequence + 1 : found.first
      return { first, last: found.last, next: first }
    },
    async export(accountId, range, now) {
      const { first, last, next } = range
      const lines: string[] = []
      const cut = next === first ? await storage.read.audit.findCut(accountId) : undefined
      if (cut?.sequence === first - 1) lines.push(cut.line)
      const events = next <= last ? await storage.read.audit.listFrom(accountId, next, exportedEvents) : []
      let bytes = 0
      for (const event of events) {
        if (event.sequence > last) break
        if (bytes > exportedBytes) return { lines, rest: { first, last, next: event.sequence } }
        const line = lineOf(event)
        bytes += line.length
        lines.push(line)
      }
      const end = events.at(-1)?.sequence ?? last
      if (end < last && events.length === exportedEvents) return { lines, rest: { first, last, next: end + 1 } }
      lines.push(endLine(accountId, range, await endsOf(accountId, range), now))
      return { lines }
    },
    async purge(now) {
      if (parts.keptDays === 0) return
      const date = new Date(now.getTime() - parts.keptDays * dayMs)
      for (const { id } of await storage.read.accounts.list()) {
        while (await cutBefore(id, date, now));
      }
    },
  }
}
