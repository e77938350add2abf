// Questions about roots, units, accounts and policies of the caller's organization, by their ARN there.
import { type Ask, type AskContext, may, tagContext } from '../../access/ask.ts'
import type { Organization } from '../../domain/organization/organization.ts'
import { placeArn, policyArn } from '../../domain/organization/organization-names.ts'
import { findPolicy } from '../../domain/organization/organization-tree.ts'
import type { TaggedResource } from '../../domain/tag/tag.ts'
import type { Call } from '../operation.ts'
import type { OrganizationsParts } from './organizations-operation.ts'

/**
 * One question for each thing that is named; about anything where none is, or where there is no organization that it
 * could be in.
 *
 * @param action without `organizations:`
 */
export async function mayOrganize(
  action: string,
  ids: readonly string[],
  { organizations, tags }: OrganizationsParts,
  call: Call,
  context: AskContext = {},
): Promise<readonly Ask[]> {
  const organization = await organizations.find(call.accountId)
  if (!organization || ids.length === 0) return [may(`organizations:${action}`, '*', { context })]
  return Promise.all(
    ids.map(async id => {
      const own = tagContext(await tags.list(taggedIn(organization, id)), 'aws:resourcetag/')
      const type = findPolicy(organization, id)?.type
      const keys = { ...own, ...context, ...(type && { 'organizations:policytype': type }) }
      return may(`organizations:${action}`, arnIn(organization, id), { context: keys })
    }),
  )
}

/** ARN of a root, unit, account or policy, also of one that is not there. */
export function arnIn(organization: Organization, id: string): string {
  if (!id.startsWith('p-')) return placeArn(organization, id)
  return policyArn(organization, findPolicy(organization, id) ?? { id, type: 'SERVICE_CONTROL_POLICY' })
}

/** Where tags of a thing in an organization are kept: with the management account, in no region. */
export function taggedIn({ managementAccountId }: Organization, id: string): TaggedResource {
  return { accountId: managementAccountId, region: '', type: 'organization', id }
}

type GivenTags = readonly { readonly Key: string; readonly Value: string }[]

/** What a request that brings tags asks besides, and its keys. */
export function requestTags(given: GivenTags = []): AskContext {
  if (given.length === 0) return {}
  const pairs = given.map(({ Key, Value }) => [Key, Value] as const)
  return { ...tagContext(pairs, 'aws:requesttag/'), 'aws:tagkeys': given.map(({ Key }) => Key) }
}
