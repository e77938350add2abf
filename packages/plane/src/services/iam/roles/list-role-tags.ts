import * as iam from '@hostler/wire/models/iam'
import { mayOn, roleNamed } from '../asks.ts'
import { roleFaults, listFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { byPosition, pageOfList, pageRequest, renderPage } from '../paging.ts'
import { renderTags } from '../render.ts'

export const ListRoleTags = operation(iam.ListRoleTags, {
  asks: ({ RoleName }, _, parts, call) => mayOn(roleNamed(RoleName, call), 'ListRoleTags', parts, call),
  faults: { ...roleFaults, ...listFaults },
  async run(input, { tags }, call) {
    const found = renderTags(await tags.list(roleNamed(input.RoleName, call)))
    const page = pageOfList(found, byPosition, pageRequest(input))
    return { Tags: page.items, ...renderPage(page) }
  },
})
