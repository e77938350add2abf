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
  /** Records that ended before a date, the oldest first. */
  listEndedBefore(date: Date, limit: number): Promise<readonly SessionRecord[]>
  /** Newest first. */
  listReads(scope: Scope, recordId: string, page: PageRequest): Promise<Page<RecordRead>>
}

export interface RecordWriter extends RecordReader {
  put(record: SessionRecord): Promise<void>
  delete(scope: Scope, id: string): Promise<void>
  addRead(read: RecordRead): Promise<void>
  /** Deletes reads before a date of records that are gone. */
  deleteReadsBefore(date: Date): Promise<void>
}
