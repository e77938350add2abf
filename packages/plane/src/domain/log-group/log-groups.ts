// What is done with log groups. Their tags are the tags of any resource; their events are purged by log-purge.ts.
import { DomainError } from '../basics/errors.ts'
import { newNumericId } from '../basics/ids.ts'
import type { Page, PageRequest } from '../basics/page.ts'
import type { ActionContext, Scope } from '../basics/scope.ts'
import type { Reader, Storage } from '../storage.ts'
import { checkTags } from '../tag/resource-tags.ts'
import type { TaggedResource, Tags } from '../tag/tag.ts'
import type { LogGroup, LogGroupFilter } from './log-group.ts'

export interface StoredLogGroup extends LogGroup {
  readonly storedBytes: number
}

export interface LogGroups {
  /** Throws `log-group.already-exists`, `tag.invalid`. */
  create(context: ActionContext, name: string, tags: Tags): Promise<void>
  /** Throws `log-group.not-found`. */
  delete(scope: Scope, name: string): Promise<void>
  /** Throws `log-group.not-found`. */
  get(scope: Scope, name: string): Promise<LogGroup>
  /** Those of the names that are there, in order. */
  listNamed(scope: Scope, names: readonly string[]): Promise<readonly StoredLogGroup[]>
  list(scope: Scope, filter: LogGroupFilter, page: PageRequest): Promise<Page<StoredLogGroup>>
  /** For good when undefined. Throws `log-group.not-found`, `retention.invalid`. */
  setRetention(scope: Scope, name: string, days: number | undefined): Promise<void>
}

/** The days that a group may keep its events. */
export const retentionChoices: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

export function createLogGroups(storage: Storage): LogGroups {
  const { read } = storage

  async function withBytes(groups: readonly LogGroup[]): Promise<readonly StoredLogGroup[]> {
    const bytes = await read.logGroups.countBytes(groups.map(({ id }) => id))
    return groups.map(group => ({ ...group, storedBytes: bytes.get(group.id) ?? 0 }))
  }

  return {
    async create({ accountId, region, now }, name, tags) {
      checkTags(tags)
      const scope = { accountId, region }
      await storage.write(async writer => {
        if (await writer.logGroups.find(scope, name)) throw new DomainError('log-group', 'already-exists', name)
        await writer.logGroups.insert({ ...scope, id: newNumericId(), name, createdAt: now })
        await writer.tags.removeAll(taggedGroup(scope, name))
        await writer.tags.put(taggedGroup(scope, name), tags)
      })
    },
    async delete(scope, name) {
      await storage.write(async writer => {
        const { id } = await getGroup(writer, scope, name)
        await writer.logGroups.delete(id)
        await writer.logEvents.addRemoval({ of: 'group', id })
        await writer.tags.removeAll(taggedGroup(scope, name))
      })
    },
    get: (scope, name) => getGroup(read, scope, name),
    async listNamed(scope, names) {
      const found = await Promise.all([...new Set(names)].sort().map(name => read.logGroups.find(scope, name)))
      return withBytes(found.filter(group => group !== undefined))
    },
    async list(scope, filter, request) {
      const page = await read.logGroups.list(scope, filter, request)
      return { ...page, items: await withBytes(page.items) }
    },
    async setRetention(scope, name, days) {
      if (days !== undefined && !retentionChoices.includes(days)) {
        throw new DomainError('retention', 'invalid', String(days))
      }
      await storage.write(async writer => {
        const { id } = await getGroup(writer, scope, name)
        await writer.logGroups.setRetention(id, days)
      })
    },
  }
}

/** Throws `log-group.not-found`. */
export async function getGroup({ logGroups }: Pick<Reader, 'logGroups'>, scope: Scope, name: string) {
  const group = await logGroups.find(scope, name)
  if (!group) throw new DomainError('log-group', 'not-found', name)
  return group
}

/** What the tags of a group are kept for. */
export function taggedGroup({ accountId, region }: Scope, name: string): TaggedResource {
  return { accountId, region, type: 'log-group', id: name }
}
