import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { childNotFound, listFaults } from '../errors.ts'
import { pageOf } from '../paging.ts'
import { findPlace } from '../../../domain/organization/organization-tree.ts'
import { operation } from '../organizations-operation.ts'

/** A place has one parent. */
export const ListParents = operation(organizations.ListParents, {
  asks: ({ ChildId }, _, parts, call) => mayOrganize('ListParents', [ChildId], parts, call),
  faults: listFaults,
  async run(input, parts, { accountId }) {
    const organization = await parts.organizations.getManaged(accountId)
    const child = findPlace(organization, input.ChildId)
    if (!child || child.type === 'ROOT') throw childNotFound()
    const Type = child.parentId === organization.rootId ? 'ROOT' : 'ORGANIZATIONAL_UNIT'
    const { items, next } = pageOf([{ Id: child.parentId, Type }], input)
    return { Parents: items, ...next }
  },
})
