// All instances, in memory: they are looked up on every heartbeat of their agents. Filled once from storage and kept
// true by writing through here. Changes are made of what is stored, not of what is remembered: two that come at once
// both count.
import { DomainError } from '../basics/errors.ts'
import { type Scope, scopeKey } from '../basics/scope.ts'
import type { Storage, Writer } from '../storage.ts'
import type { Instance } from './instance.ts'

/** One instance before and after a change; the same object twice where nothing changed. */
export interface Transition {
  readonly before: Instance
  readonly after: Instance
}

export interface InstanceRecords {
  find(scope: Scope, id: string): Promise<Instance | undefined>
  /** Resolves to a `find` that does not wait: for callers with many ids. */
  finder(): Promise<(scope: Scope, id: string) => Instance | undefined>
  /** Throws `instance.not-found`. */
  get(scope: Scope, id: string): Promise<Instance>
  /** Sorted by id. */
  list(scope: Scope): Promise<readonly Instance[]>
  listAll(): Promise<readonly Instance[]>
  /** Writes new instances, and whatever belongs to them, in one transaction. */
  add(instances: readonly Instance[], also: (writer: Writer) => Promise<void>): Promise<void>
  /**
   * Changes instances in one transaction. Throws `instance.not-found` and whatever `change` throws; nothing changes
   * then. `change` only computes: it may run twice, and returns its argument where nothing is to change.
   */
  change(scope: Scope, ids: readonly string[], change: (before: Instance) => Instance): Promise<readonly Transition[]>
  /** Forgets instances and their tags. */
  remove(instances: readonly Instance[]): Promise<void>
}

export function createInstanceRecords(storage: Storage): InstanceRecords {
  let loading: Promise<Map<string, Instance>> | undefined
  let loaded: Map<string, Instance> | undefined

  async function load(): Promise<Map<string, Instance>> {
    const all = await storage.read.instances.listAll()
    loaded = new Map(all.map(instance => [scopeKey(instance, instance.id), instance]))
    return loaded
  }

  async function records(): Promise<Map<string, Instance>> {
    return loaded ?? (loading ??= load())
  }

  const find = async (scope: Scope, id: string) => (loaded ?? (await records())).get(scopeKey(scope, id))

  return {
    find,
    async finder() {
      const held = await records()
      return (scope, id) => held.get(scopeKey(scope, id))
    },
    async get(scope, id) {
      const instance = await find(scope, id)
      if (!instance) throw new DomainError('instance', 'not-found', id)
      return instance
    },
    async list({ accountId, region }) {
      const all = [...(await records()).values()]
      return all.filter(one => one.accountId === accountId && one.region === region).sort(byId)
    },
    listAll: async () => [...(await records()).values()].sort(byId),
    async add(instances, also) {
      const held = await records()
      await storage.write(async writer => {
        for (const instance of instances) await writer.instances.put(instance)
        await also(writer)
        writer.afterCommit(() => {
          for (const instance of instances) held.set(scopeKey(instance, instance.id), instance)
        })
      })
    },
    async change(scope, ids, change) {
      const held = await records()
      return storage.write(async writer => {
        const transitions: Transition[] = []
        for (const id of ids) {
          const before = await writer.instances.find(scope, id)
          if (!before) throw new DomainError('instance', 'not-found', id)
          transitions.push({ before, after: change(before) })
        }
        const changed = transitions.filter(({ before, after }) => before !== after).map(({ after }) => after)
        for (const instance of changed) await writer.instances.put(instance)
        writer.afterCommit(() => {
          for (const instance of changed) held.set(scopeKey(instance, instance.id), instance)
        })
        return transitions
      })
    },
    async remove(instances) {
      const held = await records()
      await storage.write(async writer => {
        for (const instance of instances) {
          await writer.instances.delete(instance, instance.id)
          await writer.tags.removeAll({ ...instance, type: 'instance' })
        }
        writer.afterCommit(() => {
          for (const instance of instances) held.delete(scopeKey(instance, instance.id))
        })
      })
    },
  }
}

function byId(a: Instance, b: Instance): number {
  return a.id < b.id ? -1 : 1
}
