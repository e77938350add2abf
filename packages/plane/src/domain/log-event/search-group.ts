// Searching the events of a group, or of one of its streams, by time. One call does a bounded amount of work: when it is
// used up, it says where to go on, whether or not it has found anything.
import type { LogGroup } from '../log-group/log-group.ts'
import { getStream } from '../log-stream/log-streams.ts'
import type { Reader } from '../storage.ts'
import type { EventFilter } from './filter-pattern/event-filter.ts'
import {
  endOfTime,
  type EventPortion,
  type EventPosition,
  type EventRange,
  type FoundEvent,
  startOf,
} from './log-event.ts'

export interface EventSearch {
  readonly filter: EventFilter
  /** Which streams; all when absent. */
  readonly streams?: { readonly names: readonly string[] } | { readonly namePrefix: string } | undefined
  /** Included. */
  readonly startMs?: number | undefined
  /** Included. */
  readonly endMs?: number | undefined
  /** Goes on behind a place. */
  readonly after?: EventPosition | undefined
  readonly limit: number
}

/** An event and the stream it is in. */
export type FoundInGroup = FoundEvent & { readonly streamName: string }

export interface FoundByFilter {
  readonly events: readonly FoundInGroup[]
  /** Absent when all was searched. */
  readonly next?: EventPosition
}

const replyBytesMax = 1_048_576
/** What one call looks at, so that it takes about a tenth of a second at most. Filters that cost more look at less. */
const scannedMax = 10_000
const scannedBytesMax = 8 * 1_048_576
const workMax = 64 * 1_048_576
const portionMax = 1_000
const portionBytesMax = 1_048_576

/** Throws `log-stream.not-found` when a named stream is not there. */
export async function searchGroup(
  read: Reader,
  group: LogGroup,
  search: EventSearch & { readonly start: EventPosition },
): Promise<FoundByFilter> {
  const { filter, limit } = search
  const isWanted = streamTest(search)
  const before = search.endMs === undefined ? endOfTime : startOf(search.endMs + 1)
  const bytesMax = Math.min(scannedBytesMax, workMax / filter.cost)
  const list = await listingOf(read, group, search, {
    from: 'start',
    limit: portionMax,
    bytesMax: Math.min(portionBytesMax, bytesMax),
  })
  const events: FoundInGroup[] = []
  let after = search.after && isAfter(search.after, search.start) ? search.after : search.start
  let [replyBytes, scanned, scannedBytes] = [0, 0, 0]
  for (;;) {
    const page = await list({ after, before })
    for (const event of page.items) {
      const { streamName, sizeBytes, message } = event
      if (streamName !== undefined && isWanted(streamName) && filter.matches(message)) {
        const isFull = events.length > 0 && replyBytes + sizeBytes > replyBytesMax
        if (isFull || events.length === limit) return { events, next: after }
        events.push({ ...event, streamName })
        replyBytes += sizeBytes
      }
      after = positionOf(event)
      scanned += 1
      scannedBytes += sizeBytes
    }
    if (!page.hasMore) return { events }
    if (scanned >= scannedMax || scannedBytes >= bytesMax) return { events, next: after }
    await otherCalls()
  }
}

/** One stream has an index of its own; several are picked out of the group's events. */
async function listingOf(
  { logEvents, logStreams }: Reader,
  group: LogGroup,
  { streams }: EventSearch,
  portion: EventPortion,
) {
  if (!streams || !('names' in streams)) return fromGroup
  const found = await Promise.all(streams.names.map(name => getStream({ logStreams }, group, name)))
  const [only] = found
  return found.length === 1 && only ? (range: EventRange) => logEvents.listOfStream(only.id, range, portion) : fromGroup

  function fromGroup(range: EventRange) {
    return logEvents.listOfGroup(group.id, range, portion)
  }
}

function streamTest({ streams }: EventSearch): (name: string) => boolean {
  if (!streams) return () => true
  if ('namePrefix' in streams) return name => name.startsWith(streams.namePrefix)
  const names = new Set(streams.names)
  return name => names.has(name)
}

function positionOf({ atMs, streamId, sequence }: FoundEvent): EventPosition {
  return { atMs, streamId, sequence }
}

function isAfter(a: EventPosition, b: EventPosition): boolean {
  if (a.atMs !== b.atMs) return a.atMs > b.atMs
  return a.streamId === b.streamId ? a.sequence > b.sequence : a.streamId > b.streamId
}

/** Resolves when whoever came meanwhile had a turn. */
function otherCalls(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
