import * as logs from '@hostler/wire/models/logs'
import { mayOnGroup } from '../asks.ts'
import { streamFaults } from '../errors.ts'
import { operation } from '../logs-operation.ts'

export const DeleteLogStream = operation(logs.DeleteLogStream, {
  asks: (input, _names, parts, call) => mayOnGroup('DeleteLogStream', input, parts, call),
  faults: streamFaults,
  async run({ logGroupName, logStreamName }, { streams }, call) {
    await streams.delete(call, logGroupName, logStreamName)
    return {}
  },
})
