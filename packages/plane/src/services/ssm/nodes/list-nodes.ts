import type { Page } from '../../../domain/basics/page.ts'
import { parsePageToken, toPageToken } from '../../../domain/basics/page-token.ts'
import type { ManagedNodes } from '../../../domain/node/managed-nodes.ts'
import type { ManagedNode } from '../../../domain/node/node.ts'
import type { ResourceTags } from '../../../domain/tag/resource-tags.ts'
import type { Tags } from '../../../domain/tag/tag.ts'
import type { Call } from '../../operation.ts'
import { type FilteredNode, isTagKey, matchesFilters, type NodeFilter } from './node-filter.ts'

const rowsPerRead = 200
const noTags: Tags = new Map()

/** Which nodes to list. */
export interface NodeQuery {
  readonly filters: readonly NodeFilter[]
  readonly limit: number
  readonly nextToken: string | undefined
  /** Also nodes whose host is switched off. */
  readonly includesStopped: boolean
}

/** One page of nodes that match. Reads on until the page is full or the nodes end, so pages are never needlessly short. */
export async function listNodes(
  { filters, limit, nextToken, includesStopped }: NodeQuery,
  { nodes, tags }: { nodes: ManagedNodes; tags: ResourceTags },
  call: Call,
): Promise<{ found: FilteredNode[]; nextToken?: string }> {
  const wanted = wantedIds(filters)
  const tagsOf = await tagReader(filters, tags, call)
  const found: FilteredNode[] = []
  let after = nextToken === undefined ? undefined : parsePageToken(nextToken)
  for (;;) {
    const page = wanted
      ? await findEach(wanted, after, nodes, call)
      : await nodes.list(call, { limit: filters.length ? rowsPerRead : limit, after, includesStopped })
    for (const [index, node] of page.items.entries()) {
      const candidate = { node, pingStatus: nodes.pingStatus(node, call.now), tags: tagsOf(node) }
      if (!matchesFilters(candidate, filters)) continue
      found.push(candidate)
      if (found.length < limit) continue
      const isLast = index === page.items.length - 1 && page.next === undefined
      return isLast ? { found } : { found, nextToken: toPageToken(node.id) }
    }
    if (page.next === undefined) return { found }
    after = page.next
  }
}

/** Ids that a filter names one by one: those nodes are looked up and nothing is scanned. */
function wantedIds(filters: readonly NodeFilter[]): readonly string[] | undefined {
  return filters.find(({ key, operator = 'Equal' }) => key === 'InstanceIds' && operator === 'Equal')?.values
}

async function findEach(
  ids: readonly string[],
  after: string | undefined,
  nodes: ManagedNodes,
  call: Call,
): Promise<Page<ManagedNode>> {
  const rest = [...new Set(ids)].sort().filter(id => after === undefined || id > after)
  const found = await Promise.all(rest.map(id => nodes.find(call, id)))
  return { items: found.filter(node => node !== undefined) }
}

async function tagReader(
  filters: readonly NodeFilter[],
  tags: ResourceTags,
  call: Call,
): Promise<(node: ManagedNode) => Tags> {
  if (!filters.some(({ key }) => isTagKey(key))) return () => noTags
  const [instances, managed] = await Promise.all([
    tags.listByType(call, 'instance'),
    tags.listByType(call, 'managed-instance'),
  ])
  return node => (node.id.startsWith('mi-') ? managed : instances).get(node.id) ?? noTags
}
