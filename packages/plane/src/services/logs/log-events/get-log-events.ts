import * as logs from '@hostler/wire/models/logs'
import { DomainError } from '../../../domain/basics/errors.ts'
import { parseEventId, toEventId } from '../../../domain/log-event/event-id.ts'
import type { EventPosition } from '../../../domain/log-event/log-event.ts'
import { mayOnGroup } from '../asks.ts'
import { listFaults } from '../errors.ts'
import { requireGroupName } from '../log-group-identifier.ts'
import { operation } from '../logs-operation.ts'

const eventsMax = 10_000

/** Both tokens are always there; at an end of the stream the token that was shown comes back. */
export const GetLogEvents = operation(logs.GetLogEvents, {
  asks: (input, _names, parts, call) => mayOnGroup('GetLogEvents', input, parts, call),
  faults: listFaults,
  async run(input, { events }, call) {
    const { startTime: startMs, endTime: endMs, nextToken, startFromHead: fromStart = false, limit = eventsMax } = input
    const name = { groupName: requireGroupName(input, call), streamName: input.logStreamName }
    const goOn = nextToken === undefined ? undefined : parseToken(nextToken)
    const page = await events.read(call, name, { startMs, endMs, goOn, fromStart, limit })
    return {
      events: page.events.map(({ atMs, message, ingestedMs }) => ({
        timestamp: atMs,
        message,
        ingestionTime: ingestedMs,
      })),
      nextForwardToken: toToken('f', page.newer),
      nextBackwardToken: toToken('b', page.older),
    }
  },
})

function toToken(direction: 'f' | 'b', position: EventPosition): string {
  return `${direction}/${toEventId(position)}/s`
}

function parseToken(token: string): { readonly to: 'newer' | 'older'; readonly from: EventPosition } {
  const [, direction, id = ''] = /^([fb])\/(\d+)\/s$/.exec(token) ?? []
  const from = parseEventId(id)
  if (!from) throw new DomainError('page-token', 'invalid', token)
  return { to: direction === 'f' ? 'newer' : 'older', from }
}
