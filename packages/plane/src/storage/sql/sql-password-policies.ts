import type { PasswordPolicy, PasswordPolicyWriter } from '../../domain/login-profile/password-policy.ts'
import type { Database } from './sql-stores.ts'

export function sqlPasswordPolicies(db: Database): PasswordPolicyWriter {
  return {
    async find(accountId) {
      const query = db.selectFrom('password_policy').select('record')
      const row = await query.where('account_id', '=', accountId).executeTakeFirst()
      return row && (JSON.parse(row.record) as PasswordPolicy)
    },
    async put(accountId, policy) {
      const changed = { record: JSON.stringify(policy) }
      await db
        .insertInto('password_policy')
        .values({ account_id: accountId, ...changed })
        .onConflict(conflict => conflict.column('account_id').doUpdateSet(changed))
        .execute()
    },
    async delete(accountId) {
      await db.deleteFrom('password_policy').where('account_id', '=', accountId).execute()
    },
  }
}
