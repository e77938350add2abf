import type { TaggedResource, Tags, TagWriter } from '../../domain/tag/tag.ts'
import { isIn } from './is-in.ts'
import type { Database } from './sql-stores.ts'

export function sqlTags(db: Database): TagWriter {
  return {
    async list(resource) {
      const rows = await db
        .selectFrom('tag')
        .select(['key', 'value'])
        .where(isIn(resource))
        .where('type', '=', resource.type)
        .where('resource_id', '=', resource.id)
        .orderBy('key')
        .execute()
      return new Map(rows.map(row => [row.key, row.value]))
    },
    async listByType(scope, type) {
      const rows = await db
        .selectFrom('tag')
        .select(['resource_id', 'key', 'value'])
        .where(isIn(scope))
        .where('type', '=', type)
        .orderBy('resource_id')
        .orderBy('key')
        .execute()
      const found = new Map<string, Map<string, string>>()
      for (const { resource_id, key, value } of rows) {
        const tags = found.get(resource_id) ?? new Map<string, string>()
        found.set(resource_id, tags.set(key, value))
      }
      return found
    },
    async put(resource, tags) {
      for (const row of toRows(resource, tags)) {
        await db
          .insertInto('tag')
          .values(row)
          .onConflict(conflict =>
            conflict.columns(['account_id', 'region', 'type', 'resource_id', 'key']).doUpdateSet({ value: row.value }),
          )
          .execute()
      }
    },
    async remove(resource, keys) {
      if (keys.length === 0) return
      await ofResource(db, resource).where('key', 'in', keys).execute()
    },
    async removeAll(resource) {
      await ofResource(db, resource).execute()
    },
  }
}

function ofResource(db: Database, resource: TaggedResource) {
  return db
    .deleteFrom('tag')
    .where(isIn(resource))
    .where('type', '=', resource.type)
    .where('resource_id', '=', resource.id)
}

function toRows({ accountId, region, type, id }: TaggedResource, tags: Tags) {
  return [...tags].map(([key, value]) => ({ account_id: accountId, region, type, resource_id: id, key, value }))
}
