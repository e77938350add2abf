// Tags of regional resources, with AWS's limits.
import { DomainError } from '../basics/errors.ts'
import type { Scope } from '../basics/scope.ts'
import type { Storage } from '../storage.ts'
import type { TaggedResource, Tags } from './tag.ts'

export interface ResourceTags {
  list(resource: TaggedResource): Promise<Tags>
  /** Tags of every resource of a type, by resource id. */
  listByType(scope: Scope, type: string): Promise<ReadonlyMap<string, Tags>>
  /** Adds or overwrites. Throws `tag.invalid` for a bad key or value, `tag.limit-exceeded` beyond 50. */
  put(resource: TaggedResource, tags: Tags): Promise<void>
  /** Keys that are not there are passed over. */
  remove(resource: TaggedResource, keys: readonly string[]): Promise<void>
}

const tagsMax = 50
const keyLengthMax = 128
const valueLengthMax = 256

export function createResourceTags(storage: Storage): ResourceTags {
  return {
    list: resource => storage.read.tags.list(resource),
    listByType: (scope, type) => storage.read.tags.listByType(scope, type),
    async put(resource, tags) {
      checkTags(tags)
      await storage.write(async writer => {
        const all = new Set([...(await writer.tags.list(resource)).keys(), ...tags.keys()])
        if (all.size > tagsMax) throw new DomainError('tag', 'limit-exceeded', resource.id)
        await writer.tags.put(resource, tags)
      })
    },
    async remove(resource, keys) {
      await storage.write(writer => writer.tags.remove(resource, keys))
    },
  }
}

/** Throws `tag.invalid` for what no resource may have: keys of AWS's own, empty or over-long ones. */
export function checkTags(tags: Tags, most = tagsMax): void {
  if (tags.size > most) throw new DomainError('tag', 'limit-exceeded', String(tags.size))
  for (const [key, value] of tags) {
    const isBad = key === '' || key.length > keyLengthMax || value.length > valueLengthMax || /^aws:/i.test(key)
    if (isBad) throw new DomainError('tag', 'invalid', key)
  }
}
