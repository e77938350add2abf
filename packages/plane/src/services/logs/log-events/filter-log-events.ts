import * as logs from '@hostler/wire/models/logs'
import { DomainError } from '../../../domain/basics/errors.ts'
import { parsePageToken, toPageToken } from '../../../domain/basics/page-token.ts'
import { parseEventId, toEventId } from '../../../domain/log-event/event-id.ts'
import { parseEventFilter } from '../../../domain/log-event/filter-pattern/event-filter.ts'
import type { EventPosition } from '../../../domain/log-event/log-event.ts'
import type { EventSearch, FoundInGroup } from '../../../domain/log-event/search-group.ts'
import { mayOnGroup } from '../asks.ts'
import { filterFaults, invalidParameter } from '../errors.ts'
import { requireGroupName } from '../log-group-identifier.ts'
import { operation } from '../logs-operation.ts'

const eventsMax = 10_000

/** A page may be empty and still not the last: a call looks at so many events. */
export const FilterLogEvents = operation(logs.FilterLogEvents, {
  asks: ({ logGroupName, logGroupIdentifier }, _names, parts, call) =>
    mayOnGroup('FilterLogEvents', { logGroupName, logGroupIdentifier }, parts, call),
  faults: filterFaults,
  async run(input, { events }, call) {
    const { startTime: startMs, endTime: endMs, nextToken, filterPattern = '', limit = eventsMax } = input
    const groupName = requireGroupName(input, call)
    const search = {
      filter: parseEventFilter(filterPattern),
      streams: streamsOf(input),
      startMs,
      endMs,
      after: nextToken === undefined ? undefined : parseToken(nextToken),
      limit,
    }
    const found = await events.search(call, groupName, search)
    return {
      events: found.events.map(renderEvent),
      // AWS has left it empty since 2020.
      searchedLogStreams: [],
      ...(found.next && { nextToken: toPageToken(toEventId(found.next)) }),
    }
  },
})

function streamsOf({ logStreamNames, logStreamNamePrefix }: logs.FilterLogEventsRequest): EventSearch['streams'] {
  if (logStreamNames && logStreamNamePrefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.')
  }
  if (logStreamNames) return { names: logStreamNames }
  return logStreamNamePrefix === undefined ? undefined : { namePrefix: logStreamNamePrefix }
}

function renderEvent(event: FoundInGroup): logs.FilteredLogEvent {
  return {
    logStreamName: event.streamName,
    timestamp: event.atMs,
    message: event.message,
    ingestionTime: event.ingestedMs,
    eventId: toEventId(event),
  }
}

function parseToken(token: string): EventPosition {
  const position = parseEventId(parsePageToken(token))
  if (!position) throw new DomainError('page-token', 'invalid', token)
  return position
}
