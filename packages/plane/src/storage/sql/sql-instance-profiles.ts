import type { Selectable } from 'kysely'
import type { InstanceProfile, InstanceProfileWriter } from '../../domain/instance-profile/instance-profile.ts'
import type { Schema } from '../schema.ts'
import { pageOf } from './page-of.ts'
import type { Database } from './sql-stores.ts'

export function sqlInstanceProfiles(db: Database): InstanceProfileWriter {
  const rows = () => db.selectFrom('instance_profile').selectAll()
  return {
    async find(accountId, name) {
      const row = await rows()
        .where('account_id', '=', accountId)
        .where('lower_name', '=', name.toLowerCase())
        .executeTakeFirst()
      return row && toInstanceProfile(row)
    },
    async findById(accountId, id) {
      const row = await rows().where('id', '=', id).where('account_id', '=', accountId).executeTakeFirst()
      return row && toInstanceProfile(row)
    },
    async list(accountId, pathPrefix, page) {
      const found = await rows()
        .where('account_id', '=', accountId)
        .where('lower_name', '>', page.after ?? '')
        .where(({ fn, val, eb }) => eb(fn('substr', ['path', val(1), val(pathPrefix.length)]), '=', pathPrefix))
        .orderBy('lower_name')
        .limit(page.limit + 1)
        .execute()
      return pageOf(found, page, toInstanceProfile, row => row.lower_name)
    },
    async listByRole(accountId, roleId) {
      const found = await rows()
        .where('account_id', '=', accountId)
        .where('role_id', '=', roleId)
        .orderBy('lower_name')
        .execute()
      return found.map(toInstanceProfile)
    },
    async insert(profile) {
      await db.insertInto('instance_profile').values(toRow(profile)).execute()
    },
    async update(profile) {
      await db.updateTable('instance_profile').set(toRow(profile)).where('id', '=', profile.id).execute()
    },
    async delete(accountId, id) {
      await db.deleteFrom('instance_profile').where('id', '=', id).where('account_id', '=', accountId).execute()
    },
  }
}

function toInstanceProfile(row: Selectable<Schema['instance_profile']>): InstanceProfile {
  return {
    accountId: row.account_id,
    id: row.id,
    name: row.name,
    path: row.path,
    createdAt: new Date(row.created_at),
    ...(row.role_id !== null && { roleId: row.role_id }),
  }
}

function toRow(profile: InstanceProfile): Schema['instance_profile'] {
  return {
    account_id: profile.accountId,
    id: profile.id,
    name: profile.name,
    lower_name: profile.name.toLowerCase(),
    path: profile.path,
    role_id: profile.roleId ?? null,
    created_at: profile.createdAt.getTime(),
  }
}
