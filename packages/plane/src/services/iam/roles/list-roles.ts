import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { listFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageRequest, renderPage } from '../paging.ts'
import { renderRole } from '../render.ts'

/** Leaves boundaries out, as AWS does. */
export const ListRoles = operation(iam.ListRoles, {
  asks: ({ PathPrefix = '/' }, names) => [may('iam:ListRoles', names.role(PathPrefix))],
  faults: listFaults,
  async run(input, { roles }, { accountId }) {
    const page = await roles.list(accountId, input.PathPrefix ?? '/', pageRequest(input))
    const Roles = await Promise.all(page.items.map(role => renderRole({ ...role, boundaryArn: undefined }, roles)))
    return { Roles, ...renderPage(page) }
  },
})
