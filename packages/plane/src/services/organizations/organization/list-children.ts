import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { listFaults, parentNotFound } from '../errors.ts'
import { pageOf } from '../paging.ts'
import { findPlace } from '../../../domain/organization/organization-tree.ts'
import { operation } from '../organizations-operation.ts'

export const ListChildren = operation(organizations.ListChildren, {
  asks: ({ ParentId }, _, parts, call) => mayOrganize('ListChildren', [ParentId], parts, call),
  faults: listFaults,
  async run(input, parts, { accountId }) {
    const organization = await parts.organizations.getManaged(accountId)
    if ((findPlace(organization, input.ParentId)?.type ?? 'ACCOUNT') === 'ACCOUNT') throw parentNotFound()
    const all = input.ChildType === 'ACCOUNT' ? organization.accounts : organization.units
    const children = all.filter(({ parentId }) => parentId === input.ParentId)
    const { items, next } = pageOf(children, input)
    return { Children: items.map(({ id }) => ({ Id: id, Type: input.ChildType })), ...next }
  },
})
