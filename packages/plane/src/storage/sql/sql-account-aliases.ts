import type { AccountAliasWriter } from '../../domain/account/account-alias.ts'
import type { Database } from './sql-stores.ts'

export function sqlAccountAliases(db: Database): AccountAliasWriter {
  return {
    async find(accountId) {
      const query = db.selectFrom('account_alias').select('alias')
      return (await query.where('account_id', '=', accountId).executeTakeFirst())?.alias
    },
    async findAccount(alias) {
      const query = db.selectFrom('account_alias').select('account_id')
      return (await query.where('alias', '=', alias).executeTakeFirst())?.account_id
    },
    async put(accountId, alias) {
      await db
        .insertInto('account_alias')
        .values({ account_id: accountId, alias })
        .onConflict(conflict => conflict.column('account_id').doUpdateSet({ alias }))
        .execute()
    },
    async delete(accountId) {
      await db.deleteFrom('account_alias').where('account_id', '=', accountId).execute()
    },
  }
}
