// The rules for a batch of events: what makes it refused as a whole, and which of its events are left out for their time.
import { DomainError } from '../basics/errors.ts'
import { eventSizeBytes } from './log-event.ts'

/** An event as it is put. */
export interface NewEvent {
  readonly atMs: number
  readonly message: string
}

/** Places in a batch; each is absent when there is no such event. */
export interface RejectedEvents {
  /** Of the first event that is too far ahead. */
  readonly tooNewFrom?: number
  /** Behind the last event that is too old. */
  readonly tooOldUntil?: number
  /** Behind the last event that has expired. */
  readonly expiredUntil?: number
}

export interface CheckedBatch {
  readonly accepted: readonly NewEvent[]
  /** Empty when all were accepted. */
  readonly rejected: RejectedEvents
}

export const batchBytesMax = 1_048_576
const hourMs = 3_600_000
const spanMaxMs = 24 * hourMs
const ageMaxMs = 14 * 24 * hourMs
const aheadMaxMs = 2 * hourMs

/** Throws `log-batch-size.limit-exceeded` with the bytes as id, `log-batch-order.invalid`, `log-batch-span.invalid`. */
export function checkBatch(events: readonly NewEvent[]): void {
  const bytes = events.reduce((sum, { message }) => sum + eventSizeBytes(message), 0)
  if (bytes > batchBytesMax) throw new DomainError('log-batch-size', 'limit-exceeded', String(bytes))
  if (events.some(({ atMs }, index) => index > 0 && atMs < events[index - 1]!.atMs)) {
    throw new DomainError('log-batch-order', 'invalid', '')
  }
  const [first, last] = [events[0], events.at(-1)]
  if (first && last && last.atMs - first.atMs > spanMaxMs) throw new DomainError('log-batch-span', 'invalid', '')
}

/** Leaves out what is too old, has expired or lies too far ahead. @param expiredBeforeMs 0 when nothing expires */
export function sortOut(events: readonly NewEvent[], now: Date, expiredBeforeMs: number): CheckedBatch {
  const before = (ms: number) => events.filter(({ atMs }) => atMs < ms).length
  const tooOldUntil = before(now.getTime() - ageMaxMs)
  const expiredUntil = before(expiredBeforeMs)
  const tooNewFrom = before(now.getTime() + aheadMaxMs + 1)
  return {
    accepted: events.slice(Math.max(tooOldUntil, expiredUntil), tooNewFrom),
    rejected: {
      ...(tooNewFrom < events.length && { tooNewFrom }),
      ...(tooOldUntil > 0 && { tooOldUntil }),
      ...(expiredUntil > 0 && { expiredUntil }),
    },
  }
}
