import * as logs from '@hostler/wire/models/logs'
import { toPageToken } from '../../../domain/basics/page-token.ts'
import type { LogStream } from '../../../domain/log-stream/log-stream.ts'
import type { Call } from '../../operation.ts'
import { mayOnGroup } from '../asks.ts'
import { invalidParameter, listFaults } from '../errors.ts'
import { requireGroupName } from '../log-group-identifier.ts'
import { operation } from '../logs-operation.ts'
import { pageRequest } from '../paging.ts'
import { sequenceTokenOf } from '../sequence-token.ts'

export const DescribeLogStreams = operation(logs.DescribeLogStreams, {
  asks: ({ logGroupName, logGroupIdentifier }, _names, parts, call) =>
    mayOnGroup('DescribeLogStreams', { logGroupName, logGroupIdentifier }, parts, call),
  faults: listFaults,
  async run(input, { streams }, call) {
    const { logStreamNamePrefix: namePrefix, orderBy, descending: isDescending = false } = input
    const groupName = requireGroupName(input, call)
    const by = orderBy === 'LastEventTime' ? 'last-event' : 'name'
    if (by === 'last-event' && namePrefix !== undefined) {
      throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.')
    }
    const { items, next } = await streams.list(call, groupName, { by, isDescending, namePrefix }, pageRequest(input))
    return {
      logStreams: items.map(stream => renderStream(groupName, stream, call)),
      ...(next !== undefined && { nextToken: toPageToken(next) }),
    }
  },
})

function renderStream(groupName: string, stream: LogStream, { names }: Call): logs.LogStream {
  const { name, createdAt, firstEventMs, lastEventMs, lastIngestedMs, eventsPut } = stream
  return {
    logStreamName: name,
    creationTime: createdAt.getTime(),
    ...(firstEventMs !== undefined && { firstEventTimestamp: firstEventMs }),
    ...(lastEventMs !== undefined && { lastEventTimestamp: lastEventMs }),
    ...(lastIngestedMs !== undefined && { lastIngestionTime: lastIngestedMs }),
    ...(eventsPut > 0 && { uploadSequenceToken: sequenceTokenOf(eventsPut) }),
    arn: names.logStream(groupName, name),
    // AWS has told no sizes of streams since 2019.
    storedBytes: 0,
  }
}
