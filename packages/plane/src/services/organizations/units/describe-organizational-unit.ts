import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { memberFaults, unitNotFound } from '../errors.ts'
import { renderUnit } from '../render.ts'
import { findUnit } from '../../../domain/organization/organization-tree.ts'
import { operation } from '../organizations-operation.ts'

export const DescribeOrganizationalUnit = operation(organizations.DescribeOrganizationalUnit, {
  asks: ({ OrganizationalUnitId }, _, parts, call) =>
    mayOrganize('DescribeOrganizationalUnit', [OrganizationalUnitId], parts, call),
  faults: memberFaults,
  async run({ OrganizationalUnitId }, parts, { accountId }) {
    const organization = await parts.organizations.getManaged(accountId)
    const unit = findUnit(organization, OrganizationalUnitId)
    if (!unit) throw unitNotFound()
    return { OrganizationalUnit: renderUnit(organization, unit) }
  },
})
