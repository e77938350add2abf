// Ids and ARNs of Organizations, in AWS's forms.
import { randomInt } from 'node:crypto'
import { isAwsOwned, type Organization, type OrganizationPolicy } from './organization.ts'

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

export const newOrganizationId = () => `o-${random(10)}`
export const newRootId = () => `r-${random(4)}`
export const newUnitId = (rootId: string) => `ou-${rootId.slice(2)}-${random(8)}`
export const newPolicyId = () => `p-${random(8)}`
export const newAccountRequestId = () => `car-${random(32)}`

function random(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}

type Named = Pick<Organization, 'id' | 'managementAccountId'>

export function organizationArn({ id, managementAccountId }: Named): string {
  return `${prefix(managementAccountId)}organization/${id}`
}

/** Of a root, unit or account, told apart by the form of its id; also of one that is not there. */
export function placeArn({ id, managementAccountId }: Named, placeId: string): string {
  const type = /^\d/.test(placeId) ? 'account' : placeId.startsWith('r-') ? 'root' : 'ou'
  return `${prefix(managementAccountId)}${type}/${id}/${placeId}`
}

export function policyArn({ id, managementAccountId }: Named, policy: Pick<OrganizationPolicy, 'id' | 'type'>): string {
  const type = policy.type.toLowerCase()
  if (isAwsOwned(policy.id)) return `${prefix('aws')}policy/${type}/${policy.id}`
  return `${prefix(managementAccountId)}policy/${id}/${type}/${policy.id}`
}

function prefix(account: string): string {
  return `arn:aws:organizations::${account}:`
}
