import type { Page, PageRequest } from '../basics/page.ts'
import type { Scope } from '../basics/scope.ts'

/** That a session is or was recorded. What was recorded is in chunks; see packages/record. */
export interface SessionRecord extends Scope {
  /** The session's id. */
  readonly id: string
  readonly nodeId: string
  /** ARN of who started the session. */
  readonly owner: string
  readonly documentName: string
  readonly startedAt: Date
  /** Whether what the user typed is in it. */
  readonly hasInput: boolean
  /** Absent while it is written. */
  readonly end?: {
    readonly at: Date
    /** For people. */
    readonly reason: string
    /** The plane that wrote it died; another one closed it. */
    readonly isInterrupted: boolean
  }
  /** Of a finished record that is wanted, or is, in a bucket too. */
  readonly copy?: RecordCopy
  /** Only the copy is left: what was kept here is deleted. */
  readonly isElsewhere?: true
}

/** A copy that waits to be made, or one that was made. */
export type RecordCopy = PendingCopy | FinishedCopy

export interface PendingCopy {
  readonly state: 'pending'
  /** When it is tried next. */
  readonly dueAt: Date
  /** How often it failed. */
  readonly failures: number
  /** Why the last time, for people. */
  readonly problem?: string
}

export interface FinishedCopy {
  readonly state: 'copied'
  readonly at: Date
  readonly bucket: string
  readonly key: string
}

/** That somebody was given chunks of a record. */
export interface RecordRead extends Scope {
  readonly recordId: string
  /** The request's id; with `readAt` it tells reads apart. */
  readonly requestId: string
  readonly readAt: Date
  /** ARN of who read. */
  readonly reader: string
  readonly sourceAddress: string
  readonly userAgent: string
  readonly firstChunk: number
  readonly lastChunk: number
}

/** Absent members match everything. */
export interface RecordFilter {
  readonly nodeId?: string
  readonly owner?: string
}

export interface RecordReader {
  find(scope: Scope, id: string): Promise<SessionRecord | undefined>
  /** Newest first. */
  list(scope: Scope, filter: RecordFilter, page: PageRequest): Promise<Page<SessionRecord>>
  /** Every record of every account that has no end. */
  listUnfinished(): Promise<readonly SessionRecord[]>
  /** Records here that ended before a date and wait for no copy, the oldest first. */
  listEndedBefore(date: Date, limit: number): Promise<readonly SessionRecord[]>
  /** Records of every account whose copy is due at a date, those that are due longest first. */
  listCopiesDue(date: Date, limit: number): Promise<readonly SessionRecord[]>
  /** Newest first. */
  listReads(scope: Scope, recordId: string, page: PageRequest): Promise<Page<RecordRead>>
}

export interface RecordWriter extends RecordReader {
  put(record: SessionRecord): Promise<void>
  delete(scope: Scope, id: string): Promise<void>
  /** Deletes records that are elsewhere and ended before a date. */
  deleteElsewhereBefore(date: Date): Promise<void>
  addRead(read: RecordRead): Promise<void>
  /** Deletes reads before a date of records that are gone. */
  deleteReadsBefore(date: Date): Promise<void>
}
