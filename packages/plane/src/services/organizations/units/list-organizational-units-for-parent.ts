import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { listFaults, parentNotFound } from '../errors.ts'
import { pageOf } from '../paging.ts'
import { renderUnit } from '../render.ts'
import { findPlace } from '../../../domain/organization/organization-tree.ts'
import { operation } from '../organizations-operation.ts'

export const ListOrganizationalUnitsForParent = operation(organizations.ListOrganizationalUnitsForParent, {
  asks: ({ ParentId }, _, parts, call) => mayOrganize('ListOrganizationalUnitsForParent', [ParentId], parts, call),
  faults: listFaults,
  async run(input, parts, { accountId }) {
    const organization = await parts.organizations.getManaged(accountId)
    if ((findPlace(organization, input.ParentId)?.type ?? 'ACCOUNT') === 'ACCOUNT') throw parentNotFound()
    const children = organization.units.filter(({ parentId }) => parentId === input.ParentId)
    const { items, next } = pageOf(children, input)
    return { OrganizationalUnits: items.map(item => renderUnit(organization, item)), ...next }
  },
})
