import type { Page, PageRequest } from '../basics/page.ts'
import type { Scope } from '../basics/scope.ts'

/** `Connecting` until client and host have both come; `Disconnected` while the client is away. */
export type SessionStatus = 'Connecting' | 'Connected' | 'Disconnected' | 'Terminated' | 'Failed'

/** Where a session's log went: an object in a bucket, a stream in a log group. */
export interface SessionLogPlaces {
  readonly bucket?: string
  readonly key?: string
  readonly logGroup?: string
  readonly logStream?: string
}

/** A session on a managed node, open or past. */
export interface Session extends Scope {
  /** `<name of who started it>-<17 hexadecimal digits>`. */
  readonly id: string
  readonly nodeId: string
  readonly status: SessionStatus
  /** ARN of who started it. */
  readonly owner: string
  /** `aws:userid` of who started it: what policies on own sessions compare. */
  readonly ownerUserId: string
  readonly documentName: string
  readonly sessionType: string
  /** As the owner gave it. */
  readonly reason?: string
  readonly startedAt: Date
  /** Minutes without input or output after which it ends. */
  readonly idleMinutes: number
  /** Minutes after which it ends in any case. */
  readonly maxMinutes?: number
  /** Set while a token for the client is out and not shown yet: SHA-256 of it, base64. */
  readonly token?: { readonly hash: string; readonly expiresAt: Date }
  /** Who may go on having it, for the re-check of open sessions; see access/session-standing. */
  readonly starter: string
  readonly endedAt?: Date
  /** Why it ended, for people. */
  readonly details?: string
  /** Where the host says that its log is. */
  readonly log?: SessionLogPlaces
  /** Whether the host has said that nothing of it is left. Until then it is told again that the session is over. */
  readonly isHostDone: boolean
}

/** Absent members match everything. */
export interface SessionFilter {
  readonly isOpen?: boolean
  readonly id?: string
  readonly nodeId?: string
  readonly owner?: string
  readonly status?: string
  readonly startedAfter?: Date
  readonly startedBefore?: Date
}

export interface SessionReader {
  find(scope: Scope, id: string): Promise<Session | undefined>
  /** Newest first. */
  list(scope: Scope, filter: SessionFilter, page: PageRequest): Promise<Page<Session>>
  /** Every open session of every account: what a plane that starts looks after. */
  listOpen(): Promise<readonly Session[]>
  /** Past sessions of a node that its host may still be running, newest first. */
  listUnfinished(scope: Scope, nodeId: string, limit: number): Promise<readonly Session[]>
}

export interface SessionWriter extends SessionReader {
  put(session: Session): Promise<void>
  /** Deletes sessions that ended before the date. */
  deleteEndedBefore(date: Date): Promise<void>
}

export function isOpen({ status }: Pick<Session, 'status'>): boolean {
  return status !== 'Terminated' && status !== 'Failed'
}
