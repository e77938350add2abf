import * as iam from '@hostler/wire/models/iam'
import { mayOn, profileNamed } from '../asks.ts'
import { profileFaults, listFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { byPosition, pageOfList, pageRequest, renderPage } from '../paging.ts'
import { renderTags } from '../render.ts'

export const ListInstanceProfileTags = operation(iam.ListInstanceProfileTags, {
  asks: ({ InstanceProfileName }, _, parts, call) =>
    mayOn(profileNamed(InstanceProfileName, call), 'ListInstanceProfileTags', parts, call),
  faults: { ...profileFaults, ...listFaults },
  async run(input, { tags }, call) {
    const found = renderTags(await tags.list(profileNamed(input.InstanceProfileName, call)))
    const page = pageOfList(found, byPosition, pageRequest(input))
    return { Tags: page.items, ...renderPage(page) }
  },
})
