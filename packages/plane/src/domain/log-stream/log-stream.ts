// Log streams: what is kept of them, and the port that keeps it. What may be done with them is in log-streams.ts.
import type { Page, PageRequest } from '../basics/page.ts'

export interface LogStream {
  readonly id: number
  readonly groupId: number
  readonly name: string
  readonly createdAt: Date
  /** Earliest and latest time of events that were put; absent while none was. */
  readonly firstEventMs?: number
  readonly lastEventMs?: number
  readonly lastIngestedMs?: number
  /** How many events were ever put: the number of the newest one. */
  readonly eventsPut: number
  readonly storedBytes: number
}

export interface LogStreamReader {
  find(groupId: number, name: string): Promise<LogStream | undefined>
  listByName(groupId: number, order: LogStreamOrder, page: PageRequest): Promise<Page<LogStream>>
  /** By the latest event, streams without events as if it were of 1970. The sort key is opaque; a bad one finds nothing. */
  listByLastEvent(groupId: number, order: LogStreamOrder, page: PageRequest): Promise<Page<LogStream>>
}

export interface LogStreamOrder {
  readonly isDescending: boolean
  /** By name only. */
  readonly namePrefix?: string | undefined
}

export interface LogStreamWriter extends LogStreamReader {
  insert(stream: LogStream): Promise<void>
  update(stream: LogStream): Promise<void>
  /** Takes away from what is stored; nothing happens where the stream is gone. */
  subtractBytes(id: number, bytes: number): Promise<void>
  /** The stream alone. Its events are found by nobody any more and are left to the purge. */
  delete(id: number): Promise<void>
  /** So many streams of a group that is gone; returns how many there were. */
  deleteOfGroup(groupId: number, limit: number): Promise<number>
}
