import type { Selectable } from 'kysely'
import type { AccessKey, AccessKeyWriter } from '../../domain/access-key/access-key.ts'
import type { Schema } from '../schema.ts'
import type { Database } from './sql-stores.ts'

export function sqlAccessKeys(db: Database): AccessKeyWriter {
  return {
    async find(id) {
      const row = await db.selectFrom('access_key').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toAccessKey(row)
    },
    async listByUser(accountId, userId) {
      const rows = await db
        .selectFrom('access_key')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('user_id', '=', userId)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map(toAccessKey)
    },
    async insert(key) {
      await db
        .insertInto('access_key')
        .values({
          id: key.id,
          account_id: key.accountId,
          user_id: key.userId,
          sealed_secret: key.sealedSecret,
          status: key.status,
          created_at: key.createdAt.getTime(),
        })
        .execute()
    },
    async updateStatus(id, status) {
      await db.updateTable('access_key').set({ status }).where('id', '=', id).execute()
    },
    async delete(id) {
      await db.deleteFrom('access_key').where('id', '=', id).execute()
    },
  }
}

function toAccessKey(row: Selectable<Schema['access_key']>): AccessKey {
  return {
    id: row.id,
    accountId: row.account_id,
    userId: row.user_id,
    sealedSecret: row.sealed_secret,
    status: row.status === 'Active' ? 'Active' : 'Inactive',
    createdAt: new Date(row.created_at),
  }
}
