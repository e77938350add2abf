import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { listFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageRequest, renderPage } from '../paging.ts'
import { renderGroup } from '../render.ts'

export const ListGroups = operation(iam.ListGroups, {
  asks: ({ PathPrefix = '/' }, names) => [may('iam:ListGroups', names.group(PathPrefix))],
  faults: listFaults,
  async run(input, { groups }, { accountId }) {
    const page = await groups.list(accountId, input.PathPrefix ?? '/', pageRequest(input))
    return { Groups: page.items.map(renderGroup), ...renderPage(page) }
  },
})
