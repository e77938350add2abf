import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { listFaults } from '../errors.ts'
import { pageOf } from '../paging.ts'
import { renderAccount } from '../render.ts'
import { operation } from '../organizations-operation.ts'

export const ListAccounts = operation(organizations.ListAccounts, {
  asks: (_, __, parts, call) => mayOrganize('ListAccounts', [], parts, call),
  faults: listFaults,
  async run(input, parts, { accountId }) {
    const organization = await parts.organizations.getManaged(accountId)
    const { items, next } = pageOf(organization.accounts, input)
    return { Accounts: items.map(account => renderAccount(organization, account)), ...next }
  },
})
