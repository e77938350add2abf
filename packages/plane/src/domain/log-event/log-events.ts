// Events are put into streams and read from them: one stream from either end, or a group by time. What has expired is
// not read, whether it is purged yet or not.
import type { ActionContext } from '../basics/scope.ts'
import { expiredBeforeMs, type LogGroup } from '../log-group/log-group.ts'
import { getGroup } from '../log-group/log-groups.ts'
import { getStream } from '../log-stream/log-streams.ts'
import type { LogStream } from '../log-stream/log-stream.ts'
import type { Storage } from '../storage.ts'
import { checkBatch, type NewEvent, type RejectedEvents, sortOut } from './check-batch.ts'
import { type EventSearch, type FoundByFilter, searchGroup } from './search-group.ts'
import { endOfTime, eventSizeBytes, type EventPosition, type FoundEvent, startOf } from './log-event.ts'

export interface StreamName {
  readonly groupName: string
  readonly streamName: string
}

export interface PutResult {
  readonly rejected: RejectedEvents
  /** How many events the stream has ever had. */
  readonly eventsPut: number
}

export interface StreamReading {
  /** Included. */
  readonly startMs?: number | undefined
  /** Not included. */
  readonly endMs?: number | undefined
  /** Go on behind a place, or before it. */
  readonly goOn?: { readonly to: 'newer' | 'older'; readonly from: EventPosition } | undefined
  readonly fromStart: boolean
  readonly limit: number
}

export interface StreamPage {
  /** Oldest first. */
  readonly events: readonly FoundEvent[]
  /** Where to go on towards newer events, and towards older ones. */
  readonly newer: EventPosition
  readonly older: EventPosition
}

export interface LogEvents {
  /** Durable when it resolves. Throws as `checkBatch` does, `log-group.not-found`, `log-stream.not-found`. */
  put(context: ActionContext, name: StreamName, events: readonly NewEvent[]): Promise<PutResult>
  /** Throws `log-group.not-found`, `log-stream.not-found`. */
  read(context: ActionContext, name: StreamName, reading: StreamReading): Promise<StreamPage>
  /** Throws `log-group.not-found`, `log-stream.not-found`. */
  search(context: ActionContext, groupName: string, search: EventSearch): Promise<FoundByFilter>
}

/** As many bytes as AWS puts into one reply. */
const replyBytesMax = 1_048_576

export function createLogEvents(storage: Storage): LogEvents {
  const { read } = storage
  return {
    async put({ accountId, region, now }, { groupName, streamName }, events) {
      checkBatch(events)
      return storage.write(async writer => {
        const group = await getGroup(writer, { accountId, region }, groupName)
        const stream = await getStream(writer, group, streamName)
        const { accepted, rejected } = sortOut(events, now, expiredBeforeMs(group, now))
        if (accepted.length === 0) return { rejected, eventsPut: stream.eventsPut }
        const added = accepted.map((event, index) => ({
          ...event,
          streamId: stream.id,
          sequence: stream.eventsPut + 1 + index,
          ingestedMs: now.getTime(),
        }))
        // The stream first: who puts at the same time waits for it, and then takes other numbers.
        await writer.logStreams.update(afterPut(stream, accepted, now))
        await writer.logEvents.add(group.id, added)
        return { rejected, eventsPut: stream.eventsPut + added.length }
      })
    },
    async read(context, { groupName, streamName }, reading) {
      const group = await getGroup(read, context, groupName)
      const { id } = await getStream(read, group, streamName)
      const { goOn, limit } = reading
      const start = firstReadable(group, reading.startMs, context.now)
      const end = reading.endMs === undefined ? endOfTime : startOf(reading.endMs)
      const ascending = goOn ? goOn.to === 'newer' : reading.fromStart
      const range = {
        after: goOn?.to === 'newer' ? later(start, goOn.from) : start,
        before: goOn?.to === 'older' ? earlier(end, goOn.from) : end,
      }
      const portion = { from: ascending ? 'start' : 'end', limit, bytesMax: replyBytesMax } as const
      const { items } = await read.logEvents.listOfStream(id, range, portion)
      const events = ascending ? items : items.toReversed()
      const nowhere = goOn?.from ?? start
      return { events, newer: events.at(-1) ?? nowhere, older: events[0] ?? nowhere }
    },
    async search(context, groupName, search) {
      const group = await getGroup(read, context, groupName)
      const start = firstReadable(group, search.startMs, context.now)
      return searchGroup(read, group, { ...search, start })
    },
  }
}

function firstReadable(group: LogGroup, startMs = 0, now: Date): EventPosition {
  return startOf(Math.max(startMs, expiredBeforeMs(group, now)))
}

function afterPut(stream: LogStream, events: readonly NewEvent[], now: Date): LogStream {
  const { firstEventMs = Infinity, lastEventMs = 0 } = stream
  return {
    ...stream,
    firstEventMs: Math.min(firstEventMs, events[0]!.atMs),
    lastEventMs: Math.max(lastEventMs, events.at(-1)!.atMs),
    lastIngestedMs: now.getTime(),
    eventsPut: stream.eventsPut + events.length,
    storedBytes: stream.storedBytes + events.reduce((sum, { message }) => sum + eventSizeBytes(message), 0),
  }
}

/** Within one stream. */
function isBefore(a: EventPosition, b: EventPosition): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence)
}

const later = (a: EventPosition, b: EventPosition) => (isBefore(a, b) ? b : a)
const earlier = (a: EventPosition, b: EventPosition) => (isBefore(a, b) ? a : b)
