import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { unitFaults, unitNotFound } from '../errors.ts'
import { renderUnit } from '../render.ts'
import { findUnit } from '../../../domain/organization/organization-tree.ts'
import { operation } from '../organizations-operation.ts'

export const UpdateOrganizationalUnit = operation(organizations.UpdateOrganizationalUnit, {
  asks: ({ OrganizationalUnitId }, _, parts, call) =>
    mayOrganize('UpdateOrganizationalUnit', [OrganizationalUnitId], parts, call),
  faults: unitFaults,
  async run({ OrganizationalUnitId, Name }, parts, call) {
    if (Name !== undefined) await parts.units.rename(call, OrganizationalUnitId, Name)
    const organization = await parts.organizations.getManaged(call.accountId)
    const unit = findUnit(organization, OrganizationalUnitId)
    if (!unit) throw unitNotFound()
    return { OrganizationalUnit: renderUnit(organization, unit) }
  },
})
