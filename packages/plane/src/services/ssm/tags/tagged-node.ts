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

/** The question for any of the tag operations. */
export function askForTagTarget(action: string, { ResourceId }: TagTarget, parts: SsmParts, call: Call): Promise<Ask> {
  return askForNode(action, ResourceId, call.names, parts.tags, call)
}

/** The node to tag. Throws InvalidResourceType for other types, InvalidResourceId for a host that does not exist. */
export async function requireTaggedNode(target: TagTarget, parts: SsmParts, call: Call): Promise<TaggedResource> {
  if (target.ResourceType !== 'ManagedInstance') throw invalidResourceType(target.ResourceType)
  if (!(await parts.hostDetails.find(call, target.ResourceId))) throw invalidResourceId()
  return nodeResource(call, target.ResourceId)
}
