import * as logs from '@hostler/wire/models/logs'
import { mayOnArn, requestTags } from '../asks.ts'
import { resourceTagFaults } from '../errors.ts'
import { operation } from '../logs-operation.ts'
import { getTagged } from './get-tagged.ts'

export const TagResource = operation(logs.TagResource, {
  asks: ({ resourceArn, tags }, _names, parts, call) =>
    mayOnArn('TagResource', resourceArn, parts, call, requestTags(tags)),
  faults: resourceTagFaults,
  async run({ resourceArn, tags }, parts, call) {
    await parts.tags.put(await getTagged(resourceArn, parts, call), new Map(Object.entries(tags)))
    return {}
  },
})
