import * as logs from '@hostler/wire/models/logs'
import { mayOnGroup } from '../asks.ts'
import { groupFaults } from '../errors.ts'
import { operation } from '../logs-operation.ts'

export const DeleteLogGroup = operation(logs.DeleteLogGroup, {
  asks: (input, _names, parts, call) => mayOnGroup('DeleteLogGroup', input, parts, call),
  faults: groupFaults,
  async run({ logGroupName }, { groups }, call) {
    await groups.delete(call, logGroupName)
    return {}
  },
})
