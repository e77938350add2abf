// Questions about log groups and streams. On AWS, what is done to a group alone is asked about a stream without name in
// it (seen in its refusals), except for the three operations that tag by ARN.
import { type Ask, type AskContext, may, tagContext } from '../../access/ask.ts'
import { taggedGroup } from '../../domain/log-group/log-groups.ts'
import type { Call } from '../operation.ts'
import { groupArnOf, type NamedGroup, ownName } from './log-group-identifier.ts'
import type { LogsParts } from './logs-operation.ts'

type Tagged = Pick<LogsParts, 'tags'>

/** About the group, or one stream of it. The group's tags are keys of both. @param action without `logs:` */
export async function mayOnGroup(
  action: string,
  named: NamedGroup & { readonly logStreamName?: string },
  parts: Tagged,
  call: Call,
  context: AskContext = {},
): Promise<readonly Ask[]> {
  const arn = groupArnOf(named, call) ?? call.names.logGroup('')
  const resource = `${arn}:log-stream:${named.logStreamName ?? ''}`
  return [may(`logs:${action}`, resource, { context: { ...(await tagsOf(arn, parts, call)), ...context } })]
}

/** About the group by its own ARN: for the operations that tag by ARN. */
export async function mayOnArn(
  action: string,
  resourceArn: string,
  parts: Tagged,
  call: Call,
  context: AskContext = {},
): Promise<readonly Ask[]> {
  return [may(`logs:${action}`, resourceArn, { context: { ...(await tagsOf(resourceArn, parts, call)), ...context } })]
}

/** Keys of the tags that a request brings. */
export function requestTags(tags: Readonly<Record<string, string>>): AskContext {
  return { ...tagContext(Object.entries(tags), 'aws:requesttag/'), 'aws:tagkeys': Object.keys(tags) }
}

/** Of a group of another account or region nothing is known, nor of names that none can have. */
async function tagsOf(arn: string, { tags }: Tagged, call: Call): Promise<AskContext> {
  const own = call.names.logGroup('')
  if (!arn.startsWith(own) || arn.includes('\0')) return {}
  return tagContext(await tags.list(taggedGroup(call, ownName(arn, call))), 'aws:resourcetag/')
}
