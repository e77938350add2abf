import type { LastUseWriter } from '../../domain/last-use/last-use.ts'
import { buildOnce } from './build-once.ts'
import type { Database } from './sql-stores.ts'

export function sqlLastUses(db: Database): LastUseWriter {
  const put = buildOnce(db, () =>
    db
      .insertInto('last_use')
      .values({ account_id: '', entity_id: '', action: '', at: 0, region: '' })
      .onConflict(conflict =>
        conflict
          .columns(['account_id', 'entity_id', 'action'])
          .doUpdateSet(({ ref }) => ({ at: ref('excluded.at'), region: ref('excluded.region') }))
          .whereRef('last_use.at', '<=', 'excluded.at'),
      ),
  )
  return {
    async list(accountId, entityId) {
      const rows = await db
        .selectFrom('last_use')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('entity_id', '=', entityId)
        .orderBy('action')
        .execute()
      return rows.map(({ action, at, region }) => ({ accountId, entityId, action, at: new Date(at), region }))
    },
    async put(uses) {
      for (const { accountId, entityId, action, at, region } of uses) {
        await put([accountId, entityId, action, at.getTime(), region])
      }
    },
    async deleteBefore(date) {
      await db.deleteFrom('last_use').where('at', '<', date.getTime()).execute()
    },
  }
}
