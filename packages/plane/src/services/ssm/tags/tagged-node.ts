import type { Ask } from '../../../access/ask.ts'
import type { TaggedResource } from '../../../domain/tag/tag.ts'
import type { Call } from '../../operation.ts'
import { invalidResourceId, invalidResourceType } from '../errors.ts'
import { askForNode, nodeResource } from '../nodes/ask-for-node.ts'
import type { SsmParts } from '../ssm-operation.ts'

/** What AddTagsToResource and its siblings name. Nodes only, until other taggable things exist here. */
export interface TagTarget {
  readonly ResourceType: string
  readonly ResourceId: string
}

/**
 * The questions for a tag operation. An EC2 node's tags are EC2's own, so changing them takes EC2's permission too:
 * a policy that guards them there is not got round here.
 *
 * @param ec2Action EC2's name for the same change; absent for reading
 * @param context condition keys of the request
 */
export async function askForTagTarget(
  action: string,
  { ResourceId }: TagTarget,
  parts: SsmParts,
  call: Call,
  ec2Action?: string,
  context: Ask['context'] = {},
): Promise<Ask[]> {
  const actions = ec2Action !== undefined && !ResourceId.startsWith('mi-') ? [action, ec2Action] : [action]
  const asks = await Promise.all(actions.map(name => askForNode(name, ResourceId, call.names, parts.tags, call)))
  return asks.map(ask => ({ ...ask, context: { ...ask.context, ...context } }))
}

/** The node to tag. Throws InvalidResourceType for other types, InvalidResourceId for a host that does not exist. */
export async function requireTaggedNode(target: TagTarget, parts: SsmParts, call: Call): Promise<TaggedResource> {
  if (target.ResourceType !== 'ManagedInstance') throw invalidResourceType(target.ResourceType)
  if (!(await parts.hostDetails.find(call, target.ResourceId))) throw invalidResourceId()
  return nodeResource(call, target.ResourceId)
}
