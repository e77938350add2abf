// Managed nodes: hosts whose agent reports. Facts are written when they change; last pings live in memory and
// are written in batches, so a heartbeat that says nothing new costs no disk.
import type { Page, PageRequest } from '../basics/page.ts'
import type { ActionContext, Scope } from '../basics/scope.ts'
import { DomainError } from '../basics/errors.ts'
import type { Storage } from '../storage.ts'
import { createNewestVersions } from './newest-versions.ts'
import type { AgentFacts, ManagedNode } from './node.ts'

/** `Online`: reachable now; `ConnectionLost`: was, and no longer is. */
export type PingStatus = 'Online' | 'ConnectionLost'

/** What the nodes need to know of the machines and channels behind them. */
export interface NodeSurroundings {
  /** Whether the host exists in this account and region. */
  exists(scope: Scope, id: string): Promise<boolean>
  /** Whether the host is switched off: it stays known and is not listed. */
  isStopped(scope: Scope, id: string): Promise<boolean>
  /** Whether the node's control channel is open right now. */
  isConnected(scope: Scope, id: string): boolean
}

export interface ManagedNodes {
  /**
   * An agent's report (UpdateInstanceInformation). Facts that it does not mention stay as they were.
   * Throws `node.not-found` for a host that does not exist.
   *
   * @param roleName role of a node token, absent for instance profiles
   */
  report(context: ActionContext, id: string, facts: AgentFacts, roleName: string | undefined): Promise<void>
  /** The node with its latest ping, or undefined when it never reported or its host is gone. */
  find(scope: Scope, id: string): Promise<ManagedNode | undefined>
  /** Sorted by id; without `includesStopped`, nodes whose host is switched off are left out and pages shorter. */
  list(scope: Scope, page: PageRequest & { readonly includesStopped: boolean }): Promise<Page<ManagedNode>>
  /** Throws `node.not-found` for the first id that is no host of this account and region, managed or not. */
  requireHosts(scope: Scope, ids: readonly string[]): Promise<void>
  /** Tells whether a node runs the newest agent version that any node here has reported. */
  latestVersionTest(scope: Scope): Promise<(node: ManagedNode) => boolean>
  pingStatus(node: ManagedNode, now: Date): PingStatus
  isConnected(scope: Scope, id: string): boolean
  /** Forgets a node and its registration: its host is gone. */
  remove(scope: Scope, id: string): Promise<void>
  /** Writes the pings that came since the last flush. */
  flushPings(): Promise<void>
}

/** Two heartbeats of five minutes and a grace: one missed heartbeat is harmless. */
const onlineForMs = 12 * 60 * 1000
const pingsPerWrite = 1_000

export function createManagedNodes(storage: Storage, surroundings: NodeSurroundings): ManagedNodes {
  /** Nodes that reported since the start. Written only here, so it is never behind the database. */
  const known = new Map<string, ManagedNode>()
  const unsaved = new Set<string>()
  const newestVersions = createNewestVersions(storage.read.nodes)

  async function find(scope: Scope, id: string): Promise<ManagedNode | undefined> {
    return known.get(keyOf(scope, id)) ?? (await storage.read.nodes.find(scope, id))
  }

  const isStopped = (node: ManagedNode) => surroundings.isStopped(node, node.id)

  function withPing(node: ManagedNode): ManagedNode {
    return known.get(keyOf(node, node.id)) ?? node
  }

  return {
    find,
    isConnected: surroundings.isConnected,
    async report(context, id, facts, roleName) {
      const { accountId, region, now } = context
      if (!(await surroundings.exists(context, id))) throw new DomainError('node', 'not-found', id)
      const before = await find(context, id)
      const key = keyOf(context, id)
      if (before && before.roleName === roleName && saysNothingNew(before.facts, facts)) {
        known.set(key, { ...before, lastPingAt: now })
        unsaved.add(key)
        return
      }
      const node: ManagedNode = {
        accountId,
        region,
        id,
        facts: { ...before?.facts, ...withoutUndefined(facts) },
        registeredAt: before?.registeredAt ?? now,
        lastPingAt: now,
        ...(roleName !== undefined && { roleName }),
      }
      await storage.write(async writer => {
        await writer.nodes.put(node)
        writer.afterCommit(() => {
          known.set(key, node)
          newestVersions.note(node)
        })
      })
    },
    async list(scope, page) {
      const { items, next } = await storage.read.nodes.list(scope, page)
      const stopped = page.includesStopped ? [] : await Promise.all(items.map(isStopped))
      return { items: items.filter((_, i) => !stopped[i]).map(withPing), ...(next !== undefined && { next }) }
    },
    async requireHosts(scope, ids) {
      for (const id of ids) {
        if (!(await surroundings.exists(scope, id))) throw new DomainError('node', 'not-found', id)
      }
    },
    async latestVersionTest(scope) {
      const newest = await newestVersions.of(scope)
      return ({ facts }) => facts.agentVersion !== undefined && facts.agentVersion === newest
    },
    pingStatus(node, now) {
      const isRecent = now.getTime() - node.lastPingAt.getTime() < onlineForMs
      return isRecent || surroundings.isConnected(node, node.id) ? 'Online' : 'ConnectionLost'
    },
    async remove(scope, id) {
      await storage.write(async writer => {
        await writer.nodes.delete(scope, id)
        await writer.nodes.deleteRegistration(scope, id)
        writer.afterCommit(() => known.delete(keyOf(scope, id)))
      })
    },
    async flushPings() {
      const keys = [...unsaved]
      unsaved.clear()
      const pings = keys.flatMap(key => known.get(key) ?? [])
      for (let start = 0; start < pings.length; start += pingsPerWrite) {
        await storage.write(writer => writer.nodes.putPings(pings.slice(start, start + pingsPerWrite)))
      }
    },
  }
}

function keyOf({ accountId, region }: Scope, id: string): string {
  return `${accountId} ${region} ${id}`
}

function saysNothingNew(before: AgentFacts, facts: AgentFacts): boolean {
  return (Object.keys(facts) as (keyof AgentFacts)[]).every(
    name => facts[name] === undefined || facts[name] === before[name],
  )
}

function withoutUndefined(facts: AgentFacts): AgentFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
}
