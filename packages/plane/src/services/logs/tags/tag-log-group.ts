import * as logs from '@hostler/wire/models/logs'
import { taggedGroup } from '../../../domain/log-group/log-groups.ts'
import { mayOnGroup, requestTags } from '../asks.ts'
import { groupTagFaults } from '../errors.ts'
import { operation } from '../logs-operation.ts'

export const TagLogGroup = operation(logs.TagLogGroup, {
  asks: ({ logGroupName, tags }, _names, parts, call) =>
    mayOnGroup('TagLogGroup', { logGroupName }, parts, call, requestTags(tags)),
  faults: groupTagFaults,
  async run({ logGroupName, tags }, parts, call) {
    const { name } = await parts.groups.get(call, logGroupName)
    await parts.tags.put(taggedGroup(call, name), new Map(Object.entries(tags)))
    return {}
  },
})
