// Tags of users, roles and instance profiles. Policies read them (`aws:PrincipalTag`, `iam:ResourceTag`), so keys are
// one whatever their case, and names that AWS reserves for itself are refused.
import { DomainError } from '../basics/errors.ts'
import type { Storage, Writer } from '../storage.ts'
import type { TaggedResource, Tags } from '../tag/tag.ts'
import { type EntityName, getChangeableEntity, getEntity, tagsOf } from './entity.ts'

const tagsMax = 50

export interface EntityTags {
  /** Sorted by key. */
  list(entity: EntityName): Promise<Tags>
  /** Adds and replaces. Throws `tags.limit-exceeded` when the entity would have more than 50. */
  put(entity: EntityName, tags: Tags): Promise<void>
  /** Keys that are not there are no failure. */
  remove(entity: EntityName, keys: readonly string[]): Promise<void>
}

export function createEntityTags(storage: Storage): EntityTags {
  return {
    async list(name) {
      return storage.read.tags.list(tagsOf(name.type, await getEntity(storage.read, name)))
    },
    async put(name, added) {
      await storage.write(async writer => {
        await addTags(writer, tagsOf(name.type, await getChangeableEntity(writer, name)), added)
      })
    },
    async remove(name, keys) {
      await storage.write(async writer => {
        await dropTags(writer, tagsOf(name.type, await getChangeableEntity(writer, name)), keys)
      })
    },
  }
}

/** Adds tags and replaces those whose keys are alike. Throws `tags.limit-exceeded` when there would be more than 50. */
export async function addTags({ tags }: Pick<Writer, 'tags'>, resource: TaggedResource, added: Tags): Promise<void> {
  const present = await tags.list(resource)
  const replaced = keysAlike(present, [...added.keys()])
  if (present.size - replaced.length + added.size > tagsMax) {
    throw new DomainError('tags', 'limit-exceeded', resource.id)
  }
  await tags.remove(resource, replaced)
  await tags.put(resource, added)
}

/** Keys that are not there are no failure. */
export async function dropTags(
  { tags }: Pick<Writer, 'tags'>,
  resource: TaggedResource,
  keys: readonly string[],
): Promise<void> {
  await tags.remove(resource, keysAlike(await tags.list(resource), keys))
}

/** Tags as given. Throws `tag-key.conflict` for a key given twice, `tag-key.invalid` for a reserved one. */
export function toTags(given: Iterable<readonly [key: string, value: string]>): Tags {
  const tags = new Map<string, string>()
  const seen = new Set<string>()
  for (const [key, value] of given) {
    const lowerKey = key.toLowerCase()
    if (lowerKey.startsWith('aws:')) throw new DomainError('tag-key', 'invalid', key)
    if (seen.has(lowerKey)) throw new DomainError('tag-key', 'conflict', key)
    seen.add(lowerKey)
    tags.set(key, value)
  }
  return tags
}

function keysAlike(tags: Tags, keys: readonly string[]): string[] {
  const lowerKeys = new Set(keys.map(key => key.toLowerCase()))
  return [...tags.keys()].filter(key => lowerKeys.has(key.toLowerCase()))
}
