import type { LoginProfile, LoginProfileWriter } from '../../domain/login-profile/login-profile.ts'
import type { Database } from './sql-stores.ts'

// A profile is read whole, so it is kept as one document.

export function sqlLoginProfiles(db: Database): LoginProfileWriter {
  return {
    async find(accountId, userId) {
      const row = await db
        .selectFrom('login_profile')
        .select('record')
        .where('account_id', '=', accountId)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      return row && toLoginProfile(row.record)
    },
    async put(profile) {
      const { accountId, userId } = profile
      const changed = { record: JSON.stringify(profile) }
      await db
        .insertInto('login_profile')
        .values({ account_id: accountId, user_id: userId, ...changed })
        .onConflict(conflict => conflict.columns(['account_id', 'user_id']).doUpdateSet(changed))
        .execute()
    },
    async delete(accountId, userId) {
      const query = db.deleteFrom('login_profile').where('user_id', '=', userId)
      await query.where('account_id', '=', accountId).execute()
    },
  }
}

function toLoginProfile(record: string): LoginProfile {
  const profile = JSON.parse(record) as LoginProfile
  return { ...profile, createdAt: new Date(profile.createdAt), changedAt: new Date(profile.changedAt) }
}
