import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { listFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { byPosition, pageOfList, pageRequest, renderPage } from '../paging.ts'

export const ListAccountAliases = operation(iam.ListAccountAliases, {
  asks: () => [may('iam:ListAccountAliases', '*')],
  faults: listFaults,
  async run(input, { accountAliases }, { accountId }) {
    const alias = await accountAliases.find(accountId)
    const page = pageOfList(alias === undefined ? [] : [alias], byPosition, pageRequest(input))
    return { AccountAliases: page.items, ...renderPage(page) }
  },
})
