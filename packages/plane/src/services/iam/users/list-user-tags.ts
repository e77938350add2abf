import * as iam from '@hostler/wire/models/iam'
import { mayOn, userNamed } from '../asks.ts'
import { userFaults, listFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { byPosition, pageOfList, pageRequest, renderPage } from '../paging.ts'
import { renderTags } from '../render.ts'

export const ListUserTags = operation(iam.ListUserTags, {
  asks: ({ UserName }, _, parts, call) => mayOn(userNamed(UserName, call), 'ListUserTags', parts, call),
  faults: { ...userFaults, ...listFaults },
  async run(input, { tags }, call) {
    const found = renderTags(await tags.list(userNamed(input.UserName, call)))
    const page = pageOfList(found, byPosition, pageRequest(input))
    return { Tags: page.items, ...renderPage(page) }
  },
})
