import * as logs from '@hostler/wire/models/logs'
import { mayOnGroup } from '../asks.ts'
import { groupFaults } from '../errors.ts'
import { operation } from '../logs-operation.ts'

/** Events are kept for good from now on. */
export const DeleteRetentionPolicy = operation(logs.DeleteRetentionPolicy, {
  asks: (input, _names, parts, call) => mayOnGroup('DeleteRetentionPolicy', input, parts, call),
  faults: groupFaults,
  async run({ logGroupName }, { groups }, call) {
    await groups.setRetention(call, logGroupName, undefined)
    return {}
  },
})
