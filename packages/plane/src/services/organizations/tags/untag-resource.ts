import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { tagFaults } from '../errors.ts'
import { getTagged } from './get-tagged.ts'
import { operation } from '../organizations-operation.ts'

export const UntagResource = operation(organizations.UntagResource, {
  asks: ({ ResourceId, TagKeys }, _, parts, call) =>
    mayOrganize('UntagResource', [ResourceId], parts, call, { 'aws:tagkeys': TagKeys }),
  faults: tagFaults,
  async run({ ResourceId, TagKeys }, parts, call) {
    await parts.tags.remove(await getTagged(ResourceId, parts, call), TagKeys)
    return {}
  },
})
