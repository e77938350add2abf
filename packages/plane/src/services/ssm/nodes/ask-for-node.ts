import { type Ask, may, tagContext } from '../../../access/ask.ts'
import type { Names } from '../../../access/names.ts'
import type { Scope } from '../../../domain/basics/scope.ts'
import type { ResourceTags } from '../../../domain/tag/resource-tags.ts'
import type { TaggedResource } from '../../../domain/tag/tag.ts'

/** A question about one node, with the node's tags as condition keys. */
export async function askForNode(
  action: string,
  id: string,
  names: Names,
  tags: ResourceTags,
  scope: Scope,
): Promise<Ask> {
  const context = tagContext(await tags.list(nodeResource(scope, id)), 'ssm:resourcetag/', 'aws:resourcetag/')
  return may(action, names.node(id), { context })
}

/** The tagged thing behind a node: EC2 instances and hybrid nodes keep their tags apart. */
export function nodeResource({ accountId, region }: Scope, id: string): TaggedResource {
  return { accountId, region, type: id.startsWith('mi-') ? 'managed-instance' : 'instance', id }
}
