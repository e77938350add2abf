import * as logs from '@hostler/wire/models/logs'
import { mayOnGroup } from '../asks.ts'
import { retentionFaults } from '../errors.ts'
import { operation } from '../logs-operation.ts'

export const PutRetentionPolicy = operation(logs.PutRetentionPolicy, {
  asks: (input, _names, parts, call) => mayOnGroup('PutRetentionPolicy', input, parts, call),
  faults: retentionFaults,
  async run({ logGroupName, retentionInDays }, { groups }, call) {
    await groups.setRetention(call, logGroupName, retentionInDays)
    return {}
  },
})
