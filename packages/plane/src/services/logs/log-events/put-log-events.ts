import * as logs from '@hostler/wire/models/logs'
import type { RejectedEvents } from '../../../domain/log-event/check-batch.ts'
import { mayOnGroup } from '../asks.ts'
import { batchFaults } from '../errors.ts'
import { operation } from '../logs-operation.ts'
import { sequenceTokenOf } from '../sequence-token.ts'

/** Sequence tokens are taken as they come and entities are not kept: nothing here would show them. */
export const PutLogEvents = operation(logs.PutLogEvents, {
  asks: (input, _names, parts, call) => mayOnGroup('PutLogEvents', input, parts, call),
  faults: batchFaults,
  async run({ logGroupName, logStreamName, logEvents }, { events }, call) {
    const batch = logEvents.map(({ timestamp, message }) => ({ atMs: timestamp, message }))
    const name = { groupName: logGroupName, streamName: logStreamName }
    const { rejected, eventsPut } = await events.put(call, name, batch)
    return {
      nextSequenceToken: sequenceTokenOf(eventsPut),
      ...(Object.keys(rejected).length > 0 && { rejectedLogEventsInfo: renderRejected(rejected) }),
    }
  },
})

function renderRejected({ tooNewFrom, tooOldUntil, expiredUntil }: RejectedEvents): logs.RejectedLogEventsInfo {
  return {
    ...(tooNewFrom !== undefined && { tooNewLogEventStartIndex: tooNewFrom }),
    ...(tooOldUntil !== undefined && { tooOldLogEventEndIndex: tooOldUntil }),
    ...(expiredUntil !== undefined && { expiredLogEventEndIndex: expiredUntil }),
  }
}
