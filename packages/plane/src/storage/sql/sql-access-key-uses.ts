import type { AccessKeyUseWriter } from '../../domain/access-key/access-key-use.ts'
import type { Database } from './sql-stores.ts'

export function sqlAccessKeyUses(db: Database): AccessKeyUseWriter {
  return {
    async find(accessKeyId) {
      const query = db.selectFrom('access_key_use').selectAll()
      const row = await query.where('access_key_id', '=', accessKeyId).executeTakeFirst()
      if (!row) return undefined
      const { account_id: accountId, used_at, service, region } = row
      return { accessKeyId, accountId, at: new Date(used_at), service, region }
    },
    async put({ accessKeyId, accountId, at, service, region }) {
      const changed = { used_at: at.getTime(), service, region }
      await db
        .insertInto('access_key_use')
        .values({ access_key_id: accessKeyId, account_id: accountId, ...changed })
        .onConflict(conflict => conflict.column('access_key_id').doUpdateSet(changed))
        .execute()
    },
    async delete(accessKeyId) {
      await db.deleteFrom('access_key_use').where('access_key_id', '=', accessKeyId).execute()
    },
  }
}
