import type { Ask } from '../../../access/ask.ts'
import { documentResource } from '../../../domain/document/document-reads.ts'
import type { TaggedResource } from '../../../domain/tag/tag.ts'
import type { Call } from '../../operation.ts'
import { askForDocument } from '../documents/ask-for-document.ts'
import { invalidResourceId, invalidResourceType } from '../errors.ts'
import { askForNode, nodeResource } from '../nodes/ask-for-node.ts'
import type { SsmParts } from '../ssm-operation.ts'

/** What AddTagsToResource and its siblings name: nodes and documents, until other taggable things exist here. */
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
  { ResourceType, ResourceId }: TagTarget,
  parts: SsmParts,
  call: Call,
  ec2Action?: string,
  context: Ask['context'] = {},
): Promise<Ask[]> {
  if (ResourceType === 'Document') return [await askForDocument(action, ResourceId, parts, call, context)]
  const actions = ec2Action !== undefined && !ResourceId.startsWith('mi-') ? [action, ec2Action] : [action]
  const asks = await Promise.all(actions.map(name => askForNode(name, ResourceId, call.names, parts.tags, call)))
  return asks.map(ask => ({ ...ask, context: { ...ask.context, ...context } }))
}

/**
 * The resource to tag. Throws InvalidResourceType for other types, InvalidResourceId for a host or a document that does
 * not exist or, as AWS's own documents, has no tags.
 */
export async function requireTagTarget(target: TagTarget, parts: SsmParts, call: Call): Promise<TaggedResource> {
  switch (target.ResourceType) {
    case 'ManagedInstance':
      if (!(await hostExists(target.ResourceId, parts, call))) throw invalidResourceId()
      return nodeResource(call, target.ResourceId)
    case 'Document': {
      const document = await parts.documents.find(call, target.ResourceId)
      if (document?.owner !== call.accountId) throw invalidResourceId()
      return documentResource(call, document.name)
    }
    default:
      throw invalidResourceType(target.ResourceType)
  }
}

async function hostExists(id: string, parts: SsmParts, call: Call): Promise<boolean> {
  const host = id.startsWith('mi-') ? parts.registrations.find(call, id) : parts.hostDetails.find(call, id)
  return (await host) !== undefined
}
