// Managed nodes: hosts whose agent reports. Facts are written when they change; a heartbeat that says nothing new
// only moves the last ping.
import type { Page, PageRequest } from '../basics/page.ts'
import type { ActionContext, Scope } from '../basics/scope.ts'
import { DomainError } from '../basics/errors.ts'
import type { Storage } from '../storage.ts'
import { createNewestVersions } from './newest-versions.ts'
import { createNodeRecords } from './node-records.ts'
import type { AgentFacts, ManagedNode } from './node.ts'

/** `Online`: reachable now; `ConnectionLost`: was, and no longer is. */
export type PingStatus = 'Online' | 'ConnectionLost'

/** What the nodes need to know of the machines and channels behind them. */
export interface NodeSurroundings {
  /** Whether the host exists in this account and region. */
  exists(scope: Scope, id: string): Promise<boolean>
  /** Tells which hosts are switched off: they stay known and are not listed. */
  stoppedTest(): Promise<(scope: Scope, id: string) => boolean>
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

export function createManagedNodes(storage: Storage, surroundings: NodeSurroundings): ManagedNodes {
  const records = createNodeRecords(storage)
  const newestVersions = createNewestVersions(records)

  return {
    find: records.find,
    isConnected: surroundings.isConnected,
    async report(context, id, facts, roleName) {
      const { accountId, region, now } = context
      if (!(await surroundings.exists(context, id))) throw new DomainError('node', 'not-found', id)
      const before = await records.find(context, id)
      if (before && before.roleName === roleName && saysNothingNew(before.facts, facts)) {
        return records.ping(before, now)
      }
      const node: ManagedNode = {
        accountId,
        region,
        id,
        facts: { ...before?.facts, ...withoutUndefined(facts) },
        registeredAt: before?.registeredAt ?? now,
        lastPingAt: now,
        ...(roleName !== undefined && { roleName }),
        ...(await hybridOf(storage, context, id)),
      }
      await records.put(node)
      newestVersions.note(node)
    },
    async list(scope, { includesStopped, ...page }) {
      const { items, next } = await records.list(scope, page)
      const isStopped = includesStopped ? () => false : await surroundings.stoppedTest()
      return { items: items.filter(node => !isStopped(node, node.id)), ...(next !== undefined && { next }) }
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
    remove: records.remove,
    flushPings: records.flushPings,
  }
}

/** What a hybrid node has of its activation, once. */
async function hybridOf(
  { read }: Storage,
  scope: Scope,
  id: string,
): Promise<Pick<ManagedNode, 'hybrid'> & Partial<Pick<ManagedNode, 'registeredAt'>>> {
  const registration = id.startsWith('mi-') ? await read.nodes.findRegistration(scope, id) : undefined
  if (!registration?.hybrid) return {}
  const { activationId, name } = registration.hybrid
  return {
    registeredAt: registration.registeredAt,
    hybrid: { activationId, ...(name !== undefined && { name }) },
  }
}

function saysNothingNew(before: AgentFacts, facts: AgentFacts): boolean {
  return (Object.keys(facts) as (keyof AgentFacts)[]).every(
    name => facts[name] === undefined || facts[name] === before[name],
  )
}

function withoutUndefined(facts: AgentFacts): AgentFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
}
