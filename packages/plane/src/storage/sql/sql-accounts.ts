import type { Selectable } from 'kysely'
import type { Account, AccountWriter } from '../../domain/account/account.ts'
import type { Schema } from '../schema.ts'
import type { Database } from './sql-stores.ts'

export function sqlAccounts(db: Database): AccountWriter {
  return {
    async find(id) {
      const row = await db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toAccount(row)
    },
    async list() {
      return (await db.selectFrom('account').selectAll().orderBy('id').execute()).map(toAccount)
    },
    async insert({ id, name, createdAt, status }) {
      await db.insertInto('account').values({ id, name, created_at: createdAt.getTime(), status }).execute()
    },
    async updateStatus(id, status) {
      await db.updateTable('account').set({ status }).where('id', '=', id).execute()
    },
  }
}

function toAccount(row: Selectable<Schema['account']>): Account {
  const status = row.status === 'suspended' ? 'suspended' : 'active'
  return { id: row.id, name: row.name, createdAt: new Date(row.created_at), status }
}
