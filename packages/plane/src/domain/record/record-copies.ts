// Copies of finished records in buckets, which the account keeps apart from the plane. What waits is known to the
// database, so no crash forgets it; what fails is tried again, later each time, and disturbs nothing else.
import type { Clock } from '../basics/clock.ts'
import { DomainError } from '../basics/errors.ts'
import type { Storage } from '../storage.ts'
import type { RecordBucket } from './record-bucket.ts'
import { parseDestination, recordDestinationSetting, recordKeyAt } from './record-destination.ts'
import type { RecordCopy, SessionRecord } from './session-record.ts'

export interface RecordCopies {
  /** Makes every copy that is due. To be called again when it has ended, never at the same time. */
  copyDue(): Promise<void>
  /** Lets `copyDue` end after the copy that it is making. */
  stop(): void
}

export interface RecordCopiesParts {
  readonly storage: Storage
  readonly bucket: RecordBucket
  /** The bytes of a record as they are kept here. */
  bytesOf(record: SessionRecord): AsyncIterable<Uint8Array>
  /** Which key its chunks are signed with. */
  readonly keyId: string
  readonly clock: Clock
  /** Hears of a copy that could not be made. */
  failed(record: SessionRecord, error: unknown): void
}

export const recordContentType = 'text/plain; charset=utf-8'

const copiedAtOnce = 100
const firstPauseMs = 10_000
const longestPauseMs = 600_000

export function createRecordCopies(parts: RecordCopiesParts): RecordCopies {
  const { storage, bucket, clock } = parts
  const stopping = new AbortController()

  /** Where copies go now; what waits for another place goes here too. */
  async function destinationOf(record: SessionRecord) {
    const setting = await storage.read.settings.find(record, recordDestinationSetting)
    return setting && parseDestination(setting.value)
  }

  async function copyOf(record: SessionRecord, failures: number): Promise<RecordCopy | undefined> {
    const destination = await destinationOf(record)
    if (!destination) return undefined
    const key = recordKeyAt(destination, record)
    const now = clock.now()
    try {
      await bucket.put(record, now, destination, {
        key,
        contentType: recordContentType,
        metadata: new Map([['hostler-key-id', parts.keyId]]),
        bytes: () => parts.bytesOf(record),
      })
      return { state: 'copied', at: now, bucket: destination.bucket, key }
    } catch (error) {
      parts.failed(record, error)
      const pauseMs = Math.min(firstPauseMs * 2 ** failures, longestPauseMs)
      const dueAt = new Date(now.getTime() + pauseMs)
      return { state: 'pending', dueAt, failures: failures + 1, problem: problemOf(error) }
    }
  }

  async function copyOne(record: SessionRecord): Promise<void> {
    if (record.copy?.state !== 'pending') return
    const copy = await copyOf(record, record.copy.failures)
    await storage.write(async ({ records }) => {
      const { copy: _, ...found } = (await records.find(record, record.id)) ?? record
      await records.put({ ...found, ...(copy && { copy }) })
    })
  }

  return {
    async copyDue() {
      while (!stopping.signal.aborted) {
        const due = await storage.read.records.listCopiesDue(clock.now(), copiedAtOnce)
        for (const record of due) {
          if (!stopping.signal.aborted) await copyOne(record)
        }
        if (due.length < copiedAtOnce) return
      }
    },
    stop: () => stopping.abort(),
  }
}

/** What is no rule's answer is for the log alone. */
function problemOf(error: unknown): string {
  return error instanceof DomainError ? error.message : 'The plane could not write it; its log says why.'
}
