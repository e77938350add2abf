import type { SettingWriter } from '../../domain/setting/setting.ts'
import { isIn } from './is-in.ts'
import type { Database } from './sql-stores.ts'

export function sqlSettings(db: Database): SettingWriter {
  return {
    async find(scope, id) {
      const row = await db
        .selectFrom('service_setting')
        .selectAll()
        .where(isIn(scope))
        .where('id', '=', id)
        .executeTakeFirst()
      return (
        row && {
          id: row.id,
          value: row.value,
          modifiedAt: new Date(row.modified_at),
          modifiedBy: row.modified_by,
        }
      )
    },
    async put({ accountId, region }, setting) {
      const changed = {
        value: setting.value,
        modified_at: setting.modifiedAt.getTime(),
        modified_by: setting.modifiedBy,
      }
      await db
        .insertInto('service_setting')
        .values({ account_id: accountId, region, id: setting.id, ...changed })
        .onConflict(conflict => conflict.columns(['account_id', 'region', 'id']).doUpdateSet(changed))
        .execute()
    },
    async delete(scope, id) {
      await db.deleteFrom('service_setting').where(isIn(scope)).where('id', '=', id).execute()
    },
  }
}
