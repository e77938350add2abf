import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { listFaults, parentNotFound } from '../errors.ts'
import { pageOf } from '../paging.ts'
import { renderAccount } from '../render.ts'
import { findPlace } from '../../../domain/organization/organization-tree.ts'
import { operation } from '../organizations-operation.ts'

export const ListAccountsForParent = operation(organizations.ListAccountsForParent, {
  asks: ({ ParentId }, _, parts, call) => mayOrganize('ListAccountsForParent', [ParentId], parts, call),
  faults: listFaults,
  async run(input, parts, { accountId }) {
    const organization = await parts.organizations.getManaged(accountId)
    if ((findPlace(organization, input.ParentId)?.type ?? 'ACCOUNT') === 'ACCOUNT') throw parentNotFound()
    const children = organization.accounts.filter(({ parentId }) => parentId === input.ParentId)
    const { items, next } = pageOf(children, input)
    return { Accounts: items.map(item => renderAccount(organization, item)), ...next }
  },
})
