// Records of sessions as a list: which there are, who read them, how long they are kept. What is in them is written by
// the recorder and read as chunks; nothing here looks into one.
import { DomainError } from '../basics/errors.ts'
import type { Page, PageRequest } from '../basics/page.ts'
import type { Scope } from '../basics/scope.ts'
import type { Storage } from '../storage.ts'
import type { ChunkTokens } from './chunk-token.ts'
import { parseDestination, recordDestinationSetting } from './record-destination.ts'
import type { RecordPages } from './record-pages.ts'
import type { RecordFilter, RecordRead, SessionRecord } from './session-record.ts'

/** Who reads, and where from. */
export type Reading = Omit<RecordRead, 'recordId' | 'firstChunk' | 'lastChunk'>

export interface ReadChunks {
  readonly record: SessionRecord
  readonly chunks: readonly string[]
  /** Token of what follows. */
  readonly next?: string
}

export interface SessionRecords {
  /** A record begins, or is gone on with. */
  opened(record: SessionRecord): Promise<void>
  /** From here on a copy is due, if the account wants copies. */
  ended(scope: Scope, id: string, end: NonNullable<SessionRecord['end']>): Promise<void>
  listUnfinished(): Promise<readonly SessionRecord[]>
  list(scope: Scope, filter: RecordFilter, page: PageRequest): Promise<Page<SessionRecord>>
  /**
   * Some chunks; that they were read is durable before they are given. Throws `session-record.not-found`, and
   * `session-record.unavailable`, with the place as its id, where only a copy is left.
   */
  read(id: string, reading: Reading, token?: string): Promise<ReadChunks>
  listReads(scope: Scope, id: string, page: PageRequest): Promise<Page<RecordRead>>
  /**
   * Deletes records that ended longer ago than they are kept, once a copy that is wanted was made, and then what is known
   * of their reads. Where a copy is stays known for a year after the session.
   */
  purge(now: Date): Promise<void>
}

export interface SessionRecordsParts {
  readonly storage: Storage
  readonly pages: RecordPages
  readonly tokens: ChunkTokens
  /** 0 keeps records for good. */
  readonly keptDays: number
}

const dayMs = 24 * 3_600_000
const purgedAtOnce = 100
const elsewhereDays = 365

export function createSessionRecords({ storage, pages, tokens, keptDays }: SessionRecordsParts): SessionRecords {
  async function get(scope: Scope, id: string): Promise<SessionRecord> {
    const record = await storage.read.records.find(scope, id)
    if (!record) throw new DomainError('session-record', 'not-found', id)
    return record
  }

  return {
    opened: record =>
      storage.write(async writer => {
        if (!(await writer.records.find(record, record.id))) await writer.records.put(record)
      }),
    ended: (scope, id, end) =>
      storage.write(async writer => {
        const record = await writer.records.find(scope, id)
        if (!record || record.end) return
        const wanted = await writer.settings.find(scope, recordDestinationSetting)
        const isWanted = wanted !== undefined && parseDestination(wanted.value) !== undefined
        const copy = { state: 'pending', dueAt: end.at, failures: 0 } as const
        await writer.records.put({ ...record, end, ...(isWanted && { copy }) })
      }),
    listUnfinished: () => storage.read.records.listUnfinished(),
    list: (scope, filter, page) => storage.read.records.list(scope, filter, page),
    async read(id, reading, token) {
      const record = await get(reading, id)
      if (record.isElsewhere && record.copy?.state === 'copied') {
        throw new DomainError('session-record', 'unavailable', `s3://${record.copy.bucket}/${record.copy.key}`)
      }
      const from = token === undefined ? { chunk: 0, byte: 0 } : tokens.open(reading, id, token)
      const { chunks, next } = await pages.read(reading, id, from, record.end !== undefined)
      if (chunks.length > 0) {
        const read = { ...reading, recordId: id, firstChunk: from.chunk, lastChunk: from.chunk + chunks.length - 1 }
        await storage.write(writer => writer.records.addRead(read))
      }
      return { record, chunks, ...(next && { next: tokens.seal(reading, id, next) }) }
    },
    // Reads of a record outlive it for a while.
    listReads: (scope, id, page) => storage.read.records.listReads(scope, id, page),
    async purge(now) {
      if (keptDays === 0) return
      const before = new Date(now.getTime() - keptDays * dayMs)
      for (;;) {
        const old = await storage.read.records.listEndedBefore(before, purgedAtOnce)
        if (old.length === 0) break
        // The chunks first: a list entry without chunks is deleted the next time, chunks without an entry never.
        for (const record of old) {
          await pages.delete(record, record.id)
          await storage.write(({ records }) =>
            record.copy ? records.put({ ...record, isElsewhere: true }) : records.delete(record, record.id),
          )
        }
      }
      const longBefore = new Date(now.getTime() - Math.max(elsewhereDays, keptDays) * dayMs)
      await storage.write(writer => writer.records.deleteElsewhereBefore(longBefore))
      await storage.write(writer => writer.records.deleteReadsBefore(before))
    },
  }
}
