import { findPlace, findPolicy } from '../../../domain/organization/organization-tree.ts'
import type { TaggedResource } from '../../../domain/tag/tag.ts'
import type { Call } from '../../operation.ts'
import { taggedIn } from '../asks.ts'
import { targetNotFound } from '../errors.ts'
import type { OrganizationsParts } from '../organizations-operation.ts'

/** The root, unit, account or policy whose tags are meant. Throws TargetNotFoundException, and as `getManaged`. */
export async function getTagged(
  id: string,
  { organizations }: OrganizationsParts,
  { accountId }: Call,
): Promise<TaggedResource> {
  const organization = await organizations.getManaged(accountId)
  if (!findPlace(organization, id) && !findPolicy(organization, id)) throw targetNotFound()
  return taggedIn(organization, id)
}
