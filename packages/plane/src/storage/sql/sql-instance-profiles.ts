import type { Selectable } from 'kysely'
import type { InstanceProfile, InstanceProfileWriter } from '../../domain/instance-profile/instance-profile.ts'
import type { Schema } from '../schema.ts'
import { namedEntities } from './named-entities.ts'
import type { Database } from './sql-stores.ts'

export function sqlInstanceProfiles(db: Database): InstanceProfileWriter {
  return {
    ...namedEntities(db, 'instance_profile', toInstanceProfile, toRow),
    async listByRole(accountId, roleId) {
      const found = await db
        .selectFrom('instance_profile')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('role_id', '=', roleId)
        .orderBy('lower_name')
        .execute()
      return found.map(toInstanceProfile)
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
