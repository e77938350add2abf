import * as logs from '@hostler/wire/models/logs'
import { taggedGroup } from '../../../domain/log-group/log-groups.ts'
import { mayOnGroup } from '../asks.ts'
import { groupFaults } from '../errors.ts'
import { operation } from '../logs-operation.ts'

export const ListTagsLogGroup = operation(logs.ListTagsLogGroup, {
  asks: (input, _names, parts, call) => mayOnGroup('ListTagsLogGroup', input, parts, call),
  faults: groupFaults,
  async run({ logGroupName }, parts, call) {
    const { name } = await parts.groups.get(call, logGroupName)
    return { tags: Object.fromEntries(await parts.tags.list(taggedGroup(call, name))) }
  },
})
