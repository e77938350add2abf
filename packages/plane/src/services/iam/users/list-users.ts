import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { listFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageRequest, renderPage } from '../paging.ts'
import { renderUser } from '../render.ts'

/** Leaves boundaries out, as AWS does. */
export const ListUsers = operation(iam.ListUsers, {
  asks: ({ PathPrefix = '/' }, names) => [may('iam:ListUsers', names.user(PathPrefix))],
  faults: listFaults,
  async run(input, { users }, { accountId }) {
    const page = await users.list(accountId, input.PathPrefix ?? '/', pageRequest(input))
    const Users = page.items.map(user => renderUser({ ...user, boundaryArn: undefined }))
    return { Users, ...renderPage(page) }
  },
})
