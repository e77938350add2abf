import { taggedGroup } from '../../../domain/log-group/log-groups.ts'
import type { TaggedResource } from '../../../domain/tag/tag.ts'
import type { Call } from '../../operation.ts'
import { invalidParameter } from '../errors.ts'
import { ownName } from '../log-group-identifier.ts'
import type { LogsParts } from '../logs-operation.ts'

/** The group that an ARN names. Throws InvalidParameterException for what is no ARN, `log-group.not-found`. */
export async function getTagged(resourceArn: string, { groups }: LogsParts, call: Call): Promise<TaggedResource> {
  if (!resourceArn.startsWith('arn:aws:logs:')) throw invalidParameter('The resourceArn is invalid.')
  const { name } = await groups.get(call, ownName(resourceArn, call))
  return taggedGroup(call, name)
}
