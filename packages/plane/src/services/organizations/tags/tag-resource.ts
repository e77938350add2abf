import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize, requestTags } from '../asks.ts'
import { tagFaults } from '../errors.ts'
import { getTagged } from './get-tagged.ts'
import { readTags } from './read-tags.ts'
import { operation } from '../organizations-operation.ts'

export const TagResource = operation(organizations.TagResource, {
  asks: ({ ResourceId, Tags }, _, parts, call) =>
    mayOrganize('TagResource', [ResourceId], parts, call, requestTags(Tags)),
  faults: tagFaults,
  async run({ ResourceId, Tags }, parts, call) {
    const tags = readTags(Tags)
    await parts.tags.put(await getTagged(ResourceId, parts, call), tags)
    return {}
  },
})
