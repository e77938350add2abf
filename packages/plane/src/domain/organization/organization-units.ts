// Organizational units: made below a root or a unit, renamed, and deleted when empty.
import { DomainError } from '../basics/errors.ts'
import type { ActionContext } from '../basics/scope.ts'
import type { Storage } from '../storage.ts'
import { attachFullAccess } from './organization-policies.ts'
import type { Organization, OrganizationalUnit } from './organization.ts'
import { newUnitId } from './organization-names.ts'
import { changeOrganization } from './organizations.ts'
import { findPlace, findUnit, pathTo } from './organization-tree.ts'

/** Levels of units below the root. */
const depthMax = 5

/** Every verb throws as `Organizations.getManaged`. */
export interface OrganizationUnits {
  /** Throws `parent.not-found`, `unit.already-exists` for a name beside it, `unit-depth.limit-exceeded`. */
  create(context: ActionContext, given: Omit<OrganizationalUnit, 'id'>): Promise<OrganizationalUnit>
  /** Throws `unit.not-found`, `unit.already-exists`. */
  rename(context: ActionContext, id: string, name: string): Promise<OrganizationalUnit>
  /** Throws `unit.not-found`, `unit.conflict` while anything is in it. */
  delete(context: ActionContext, id: string): Promise<void>
}

export function createOrganizationUnits(storage: Storage): OrganizationUnits {
  return {
    async create(context, given) {
      const unit: { made?: OrganizationalUnit } = {}
      await changeOrganization(storage, context, organization => {
        const parent = findPlace(organization, given.parentId)
        if (!parent || parent.type === 'ACCOUNT') throw new DomainError('parent', 'not-found', given.parentId)
        checkNameFree(organization, given)
        if (pathTo(organization, given.parentId).length > depthMax) {
          throw new DomainError('unit-depth', 'limit-exceeded', given.parentId)
        }
        unit.made = { ...given, id: newUnitId(organization.rootId) }
        return attachFullAccess({ ...organization, units: [...organization.units, unit.made] }, [unit.made.id])
      })
      return unit.made!
    },
    async rename(context, id, name) {
      const changed = await changeOrganization(storage, context, organization => {
        const unit = getUnit(organization, id)
        checkNameFree(organization, { ...unit, name }, id)
        return { ...organization, units: organization.units.map(each => (each.id === id ? { ...unit, name } : each)) }
      })
      return getUnit(changed, id)
    },
    async delete(context, id) {
      await changeOrganization(storage, context, organization => {
        getUnit(organization, id)
        const { units, accounts, attachments } = organization
        if ([...units, ...accounts].some(({ parentId }) => parentId === id)) {
          throw new DomainError('unit', 'conflict', id)
        }
        return {
          ...organization,
          units: units.filter(unit => unit.id !== id),
          attachments: attachments.filter(({ targetId }) => targetId !== id),
        }
      })
    },
  }
}

function getUnit(organization: Organization, id: string): OrganizationalUnit {
  const unit = findUnit(organization, id)
  if (!unit) throw new DomainError('unit', 'not-found', id)
  return unit
}

function checkNameFree(
  { units }: Organization,
  { parentId, name }: Omit<OrganizationalUnit, 'id'>,
  ownId?: string,
): void {
  if (units.some(unit => unit.parentId === parentId && unit.name === name && unit.id !== ownId)) {
    throw new DomainError('unit', 'already-exists', name)
  }
}
