import { sql } from 'kysely'
import type { LogGroup, LogGroupWriter } from '../../domain/log-group/log-group.ts'
import type { Schema } from '../schema.ts'
import { isIn } from './is-in.ts'
import { pageOf } from './page-of.ts'
import { beginsWith } from './begins-with.ts'
import type { Database } from './sql-stores.ts'

export function sqlLogGroups(db: Database): LogGroupWriter {
  const groups = () => db.selectFrom('log_group').selectAll()
  return {
    async find(scope, name) {
      const row = await groups().where(isIn(scope)).where('name', '=', name).executeTakeFirst()
      return row && toGroup(row)
    },
    async list(scope, { namePrefix = '', namePart = '' }, page) {
      let query = groups().where(isIn(scope)).where(beginsWith('name', namePrefix))
      // Both engines search so with the case counting, and neither takes any character for a wildcard.
      if (namePart !== '') query = query.where(sql<boolean>`replace(name, ${namePart}, '') <> name`)
      if (page.after !== undefined) query = query.where('name', '>', page.after)
      const rows = await query
        .orderBy('name')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows, page, toGroup, row => row.name)
    },
    async listExpiring(afterId, limit) {
      const query = groups().where('retention_days', 'is not', null).where('id', '>', afterId)
      return (await query.orderBy('id').limit(limit).execute()).map(toGroup)
    },
    async countBytes(ids) {
      if (ids.length === 0) return new Map()
      const rows = await db
        .selectFrom('log_stream')
        .select(['group_id', sql<number>`cast(sum(stored_bytes) as bigint)`.as('bytes')])
        .where('group_id', 'in', ids)
        .groupBy('group_id')
        .execute()
      return new Map(rows.map(row => [row.group_id, row.bytes]))
    },
    async insert({ id, accountId, region, name, createdAt, retentionDays }) {
      const row = { id, account_id: accountId, region, name, created_at: createdAt.getTime() }
      await db
        .insertInto('log_group')
        .values({ ...row, retention_days: retentionDays ?? null })
        .execute()
    },
    async setRetention(id, days) {
      await db
        .updateTable('log_group')
        .set({ retention_days: days ?? null })
        .where('id', '=', id)
        .execute()
    },
    async delete(id) {
      await db.deleteFrom('log_group').where('id', '=', id).execute()
    },
  }
}

function toGroup(row: Schema['log_group']): LogGroup {
  const { id, account_id: accountId, region, name, created_at: createdAt, retention_days: retentionDays } = row
  return {
    id,
    accountId,
    region,
    name,
    createdAt: new Date(createdAt),
    ...(retentionDays !== null && { retentionDays }),
  }
}
