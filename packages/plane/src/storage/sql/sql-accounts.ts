import type { AccountWriter } from '../../domain/account/account.ts'
import type { Database } from './sql-stores.ts'

export function sqlAccounts(db: Database): AccountWriter {
  return {
    async find(id) {
      const row = await db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
      return row && { id: row.id, name: row.name, createdAt: new Date(row.created_at) }
    },
    async list() {
      const rows = await db.selectFrom('account').selectAll().orderBy('id').execute()
      return rows.map(row => ({ id: row.id, name: row.name, createdAt: new Date(row.created_at) }))
    },
    async insert({ id, name, createdAt }) {
      await db.insertInto('account').values({ id, name, created_at: createdAt.getTime() }).execute()
    },
  }
}
