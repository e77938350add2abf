// Finding one's way in an organization's tree. Pure; says undefined for what is not there.
import {
  fullAccess,
  type MemberAccount,
  type Organization,
  type OrganizationalUnit,
  type OrganizationPolicy,
} from './organization.ts'

export type Place =
  | { readonly type: 'ROOT'; readonly id: string; readonly name: string }
  | { readonly type: 'ORGANIZATIONAL_UNIT'; readonly id: string; readonly name: string; readonly parentId: string }
  | { readonly type: 'ACCOUNT'; readonly id: string; readonly name: string; readonly parentId: string }

/** A root, unit or account by id. */
export function findPlace(organization: Organization, id: string): Place | undefined {
  if (id === organization.rootId) return { type: 'ROOT', id, name: 'Root' }
  const unit = findUnit(organization, id)
  if (unit) return { type: 'ORGANIZATIONAL_UNIT', ...unit }
  const account = findAccount(organization, id)
  return account && { type: 'ACCOUNT', id, name: account.name, parentId: account.parentId }
}

export function findUnit({ units }: Organization, id: string): OrganizationalUnit | undefined {
  return units.find(unit => unit.id === id)
}

export function findAccount({ accounts }: Organization, id: string): MemberAccount | undefined {
  return accounts.find(account => account.id === id)
}

/** AWS's own policies are in every organization. */
export function findPolicy({ policies }: Organization, id: string): OrganizationPolicy | undefined {
  return [...Object.values(fullAccess), ...policies].find(policy => policy.id === id)
}

/** From the root down to the place itself; empty for a place that is not there. */
export function pathTo(organization: Organization, id: string): readonly Place[] {
  const path: Place[] = []
  for (let place = findPlace(organization, id); place;) {
    path.unshift(place)
    place = place.type === 'ROOT' ? undefined : findPlace(organization, place.parentId)
  }
  return path
}

/** Policies of a type at one place, AWS's own first. */
export function policiesAt(
  organization: Organization,
  targetId: string,
  type: OrganizationPolicy['type'],
): readonly OrganizationPolicy[] {
  const ids = new Set(
    organization.attachments.filter(attachment => attachment.targetId === targetId).map(({ policyId }) => policyId),
  )
  return [fullAccess[type], ...organization.policies].filter(policy => policy.type === type && ids.has(policy.id))
}
