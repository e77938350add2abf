import * as logs from '@hostler/wire/models/logs'
import { mayOnGroup } from '../asks.ts'
import { streamAlreadyExists, streamFaults } from '../errors.ts'
import { operation } from '../logs-operation.ts'

export const CreateLogStream = operation(logs.CreateLogStream, {
  asks: (input, _names, parts, call) => mayOnGroup('CreateLogStream', input, parts, call),
  faults: { ...streamFaults, 'log-stream.already-exists': streamAlreadyExists },
  async run({ logGroupName, logStreamName }, { streams }, call) {
    await streams.create(call, logGroupName, logStreamName)
    return {}
  },
})
