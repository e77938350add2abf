import * as logs from '@hostler/wire/models/logs'
import { taggedGroup } from '../../../domain/log-group/log-groups.ts'
import { mayOnGroup } from '../asks.ts'
import { groupFaults } from '../errors.ts'
import { operation } from '../logs-operation.ts'

export const UntagLogGroup = operation(logs.UntagLogGroup, {
  asks: ({ logGroupName, tags }, _names, parts, call) =>
    mayOnGroup('UntagLogGroup', { logGroupName }, parts, call, { 'aws:tagkeys': tags }),
  faults: groupFaults,
  async run({ logGroupName, tags }, parts, call) {
    const { name } = await parts.groups.get(call, logGroupName)
    await parts.tags.remove(taggedGroup(call, name), tags)
    return {}
  },
})
