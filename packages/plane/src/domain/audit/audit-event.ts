// That somebody did something, or was kept from it: one event of an account's trail, and how it is chained to the one
// before. What stands in an event is its recorder's business.
import type { Page, PageRequest } from '../basics/page.ts'
import type { Scope } from '../basics/scope.ts'

/** What an event was about. */
export interface AuditResource {
  /** e.g. `AWS::IAM::User` */
  readonly type: string
  readonly name: string
}

/** An event as its recorder made it: the record, and beside it what lookups ask for. */
export interface NewAuditEvent extends Scope {
  readonly id: string
  readonly at: Date
  readonly name: string
  readonly source: string
  readonly isRead: boolean
  readonly userName?: string
  readonly accessKeyId?: string
  readonly resources: readonly AuditResource[]
  /** One JSON object on one line. */
  readonly record: string
}

/** An event in its place. */
export interface AuditEvent extends NewAuditEvent {
  /** From 1, without gaps, for each account. */
  readonly sequence: number
  /** Hash of the event before. */
  readonly previous: string
  /** SHA-256 of place, previous hash and record, 64 hexadecimal digits. */
  readonly hash: string
  /** Set on events that are signed: those with which an append ends. */
  readonly signed?: { readonly keyId: string; readonly signature: string }
}

/** A place in a chain: what the next event follows. */
export interface ChainEnd {
  /** 0 before the first event. */
  readonly sequence: number
  readonly hash: string
}

/** The oldest events up to a place are no longer kept. */
export interface AuditCut extends ChainEnd {
  readonly accountId: string
  /** The signed line that says so. */
  readonly line: string
}

/** Absent members match everything. */
export interface AuditFilter {
  readonly id?: string
  readonly name?: string
  readonly source?: string
  readonly isRead?: boolean
  readonly userName?: string
  readonly accessKeyId?: string
  readonly resourceType?: string
  readonly resourceName?: string
  readonly from?: Date
  readonly until?: Date
}

export interface AuditReader {
  /** The account's newest event, or the cut where no event is left. */
  findEnd(accountId: string): Promise<ChainEnd | undefined>
  findCut(accountId: string): Promise<AuditCut | undefined>
  /** Numbers of the first and last event from `from` until before `until`, and so of all between them. */
  findRange(accountId: string, from?: Date, until?: Date): Promise<{ first: number; last: number } | undefined>
  /** In their order, beginning with `sequence`. */
  listFrom(accountId: string, sequence: number, limit: number): Promise<readonly AuditEvent[]>
  /** Newest first; both ends of the time are in it. */
  lookup(scope: Scope, filter: AuditFilter, page: PageRequest): Promise<Page<NewAuditEvent>>
}

export interface AuditWriter extends AuditReader {
  /** Adds events of one account behind its last one. Nothing else is accepted. */
  add(events: readonly AuditEvent[]): Promise<void>
  /** Deletes everything up to a place, and keeps what says so. Nothing else deletes. */
  cut(cut: AuditCut): Promise<void>
}
