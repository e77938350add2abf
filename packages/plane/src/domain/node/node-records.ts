// The nodes of an account and region, in memory: every heartbeat and every page of a listing reads them. Filled at
// first use and kept true by writing through here. Last pings live here and are written in batches, so a heartbeat
// that says nothing new costs no disk.
import type { Page, PageRequest } from '../basics/page.ts'
import { type Scope, scopeKey } from '../basics/scope.ts'
import type { Storage } from '../storage.ts'
import type { ManagedNode } from './node.ts'

export interface NodeRecords {
  find(scope: Scope, id: string): Promise<ManagedNode | undefined>
  /** Sorted by id. */
  list(scope: Scope, page: PageRequest): Promise<Page<ManagedNode>>
  put(node: ManagedNode): Promise<void>
  /** Removes the node and its registration. */
  remove(scope: Scope, id: string): Promise<void>
  /** Notes that a node has just reported. Nothing happens for a node that is gone. */
  ping(node: ManagedNode, at: Date): void
  /** Writes the pings that came since the last flush. */
  flushPings(): Promise<void>
}

/** The nodes of one account and region. */
interface HeldNodes {
  readonly byId: Map<string, ManagedNode>
  readonly sortedIds: string[]
  /** Ids of nodes whose last ping is not written yet. */
  readonly unsavedPings: Set<string>
}

const rowsPerRead = 1_000
const pingsPerWrite = 1_000

export function createNodeRecords(storage: Storage): NodeRecords {
  const loading = new Map<string, Promise<HeldNodes>>()
  const loaded = new Map<string, HeldNodes>()

  async function load(scope: Scope, key: string): Promise<HeldNodes> {
    const held: HeldNodes = { byId: new Map(), sortedIds: [], unsavedPings: new Set() }
    let after: string | undefined
    do {
      const page = await storage.read.nodes.list(scope, { limit: rowsPerRead, after })
      for (const node of page.items) held.byId.set(node.id, node)
      after = page.next
    } while (after !== undefined)
    held.sortedIds.push(...[...held.byId.keys()].sort())
    loaded.set(key, held)
    return held
  }

  async function nodesIn(scope: Scope): Promise<HeldNodes> {
    const key = scopeKey(scope)
    const held = loaded.get(key)
    if (held) return held
    let under = loading.get(key)
    if (!under) {
      under = load(scope, key).finally(() => loading.delete(key))
      loading.set(key, under)
    }
    return under
  }

  return {
    find: async (scope, id) => (await nodesIn(scope)).byId.get(id),
    async list(scope, { limit, after }) {
      const { byId, sortedIds } = await nodesIn(scope)
      const start = after === undefined ? 0 : firstAfter(sortedIds, after)
      const items = sortedIds.slice(start, start + limit).map(id => byId.get(id)!)
      return { items, ...(start + limit < sortedIds.length && { next: items.at(-1)!.id }) }
    },
    async put(node) {
      const { byId, sortedIds } = await nodesIn(node)
      await storage.write(async writer => {
        await writer.nodes.put(node)
        writer.afterCommit(() => {
          if (!byId.has(node.id)) sortedIds.splice(firstAfter(sortedIds, node.id), 0, node.id)
          byId.set(node.id, node)
        })
      })
    },
    async remove(scope, id) {
      const { byId, sortedIds } = await nodesIn(scope)
      await storage.write(async writer => {
        await writer.nodes.delete(scope, id)
        await writer.nodes.deleteRegistration(scope, id)
        writer.afterCommit(() => {
          if (byId.delete(id)) sortedIds.splice(firstAfter(sortedIds, id) - 1, 1)
        })
      })
    },
    ping(node, at) {
      const held = loaded.get(scopeKey(node))
      if (!held?.byId.has(node.id)) return
      held.byId.set(node.id, { ...node, lastPingAt: at })
      held.unsavedPings.add(node.id)
    },
    async flushPings() {
      for (const { byId, unsavedPings } of loaded.values()) {
        const pings = [...unsavedPings].flatMap(id => byId.get(id) ?? [])
        unsavedPings.clear()
        for (let start = 0; start < pings.length; start += pingsPerWrite) {
          await storage.write(writer => writer.nodes.putPings(pings.slice(start, start + pingsPerWrite)))
        }
      }
    },
  }
}

/** Place of the first id that is greater than `id`. */
function firstAfter(sortedIds: readonly string[], id: string): number {
  let low = 0
  let high = sortedIds.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sortedIds[middle]! <= id) low = middle + 1
    else high = middle
  }
  return low
}
