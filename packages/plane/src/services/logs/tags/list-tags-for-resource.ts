import * as logs from '@hostler/wire/models/logs'
import { mayOnArn } from '../asks.ts'
import { resourceTagFaults } from '../errors.ts'
import { operation } from '../logs-operation.ts'
import { getTagged } from './get-tagged.ts'

export const ListTagsForResource = operation(logs.ListTagsForResource, {
  asks: ({ resourceArn }, _names, parts, call) => mayOnArn('ListTagsForResource', resourceArn, parts, call),
  faults: resourceTagFaults,
  async run({ resourceArn }, parts, call) {
    return { tags: Object.fromEntries(await parts.tags.list(await getTagged(resourceArn, parts, call))) }
  },
})
