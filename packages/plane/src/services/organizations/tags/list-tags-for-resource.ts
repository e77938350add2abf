import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { listFaults } from '../errors.ts'
import { pageOf } from '../paging.ts'
import { getTagged } from './get-tagged.ts'
import { operation } from '../organizations-operation.ts'

export const ListTagsForResource = operation(organizations.ListTagsForResource, {
  asks: ({ ResourceId }, _, parts, call) => mayOrganize('ListTagsForResource', [ResourceId], parts, call),
  faults: listFaults,
  async run(input, parts, call) {
    const tags = await parts.tags.list(await getTagged(input.ResourceId, parts, call))
    const { items, next } = pageOf([...tags], input)
    return { Tags: items.map(([Key, Value]) => ({ Key, Value })), ...next }
  },
})
