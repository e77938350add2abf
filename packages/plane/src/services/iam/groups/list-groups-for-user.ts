import * as iam from '@hostler/wire/models/iam'
import { mayOn, userNamed } from '../asks.ts'
import { listFaults, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageOfList, pageRequest, renderPage } from '../paging.ts'
import { renderGroup } from '../render.ts'

export const ListGroupsForUser = operation(iam.ListGroupsForUser, {
  asks: ({ UserName }, _, parts, call) => mayOn(userNamed(UserName, call), 'ListGroupsForUser', parts, call),
  faults: { ...userFaults, ...listFaults },
  async run(input, { groups }, { accountId }) {
    const found = await groups.listOfUser(accountId, input.UserName)
    const page = pageOfList(found, ({ name }) => name.toLowerCase(), pageRequest(input))
    return { Groups: page.items.map(renderGroup), ...renderPage(page) }
  },
})
