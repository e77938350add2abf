import { AwsFault } from '@hostler/wire/aws-fault'
import type { Tag } from '@hostler/wire/models/ec2'
import { type Ask, type AskContext, may, tagContext } from '../../access/ask.ts'
import { roleArn } from '../../domain/role/role.ts'
import type { Call } from '../operation.ts'
import type { Ec2Parts } from './ec2-operation.ts'
import { invalidParameterValue } from './errors.ts'
import { profileOf } from './instance-profile-associations/profile-of.ts'

/** EC2 takes as many in one call. */
const idsMax = 1_000

/**
 * One question per instance, with its tags as condition keys. A list without ids is a question about any instance,
 * never no question. Throws InvalidParameterValue for more ids than one call may name: each costs a read, and it is
 * not known yet whether the caller may do anything.
 */
export async function askForInstances(
  action: string,
  ids: readonly string[],
  { tags }: Ec2Parts,
  call: Call,
): Promise<Ask[]> {
  const asked = ids.length === 0 ? ['*'] : [...new Set(ids)]
  if (asked.length > idsMax) throw invalidParameterValue(`At most ${idsMax} resources can be named at once`)
  return Promise.all(
    asked.map(async id => {
      const found = await tags.list({ accountId: call.accountId, region: call.region, type: 'instance', id })
      const tagKeys = tagContext(found, 'aws:resourcetag/', 'ec2:resourcetag/')
      const context = { ...tagKeys, 'ec2:region': call.region, 'ec2:instanceid': id }
      return may(action, call.names.instance(id), { context })
    }),
  )
}

/** Keys that tags in a request give. */
export function requestTagKeys(tags: readonly Tag[]): AskContext {
  const pairs = tags.map(({ Key = '', Value = '' }) => [Key, Value] as const)
  return { ...tagContext(pairs, 'aws:requesttag/'), 'aws:tagkeys': pairs.map(([key]) => key) }
}

/** Only a refusal says that the profile is not there; a storage that fails must not let a role be passed unasked. */
function notThere(error: unknown): undefined {
  if (!(error instanceof AwsFault)) throw error
}

/** Handing a profile to an instance passes its role to EC2. A profile that does not exist is found out later. */
export async function askToPass(
  specification: { readonly Arn?: string; readonly Name?: string } | undefined,
  parts: Ec2Parts,
  call: Call,
): Promise<Ask[]> {
  const found = specification && (await profileOf(specification, parts, call).catch(notThere))
  if (!found?.role) return []
  return [may('iam:PassRole', roleArn(found.role), { context: { 'iam:passedtoservice': 'ec2.amazonaws.com' } })]
}
