import type { Selectable } from 'kysely'
import type { Group, GroupWriter } from '../../domain/group/group.ts'
import type { Schema } from '../schema.ts'
import { namedEntities } from './named-entities.ts'
import type { Database } from './sql-stores.ts'

export function sqlGroups(db: Database): GroupWriter {
  const entities = namedEntities(db, 'iam_group', toGroup, toRow)
  return {
    ...entities,
    async listMembers(accountId, groupId) {
      const rows = await db
        .selectFrom('iam_group_member')
        .select('user_id')
        .where('account_id', '=', accountId)
        .where('group_id', '=', groupId)
        .orderBy('user_id')
        .execute()
      return rows.map(row => row.user_id)
    },
    async listGroupsOf(accountId, userId) {
      const rows = await db
        .selectFrom('iam_group_member')
        .select('group_id')
        .where('account_id', '=', accountId)
        .where('user_id', '=', userId)
        .orderBy('group_id')
        .execute()
      return rows.map(row => row.group_id)
    },
    async delete(accountId, id) {
      await db.deleteFrom('iam_group_member').where('account_id', '=', accountId).where('group_id', '=', id).execute()
      await entities.delete(accountId, id)
    },
    async addMember(accountId, groupId, userId) {
      await db
        .insertInto('iam_group_member')
        .values({ account_id: accountId, group_id: groupId, user_id: userId })
        .onConflict(conflict => conflict.columns(['account_id', 'group_id', 'user_id']).doNothing())
        .execute()
    },
    async removeMember(accountId, groupId, userId) {
      await db
        .deleteFrom('iam_group_member')
        .where('account_id', '=', accountId)
        .where('group_id', '=', groupId)
        .where('user_id', '=', userId)
        .execute()
    },
  }
}

function toGroup(row: Selectable<Schema['iam_group']>): Group {
  return {
    accountId: row.account_id,
    id: row.id,
    name: row.name,
    path: row.path,
    createdAt: new Date(row.created_at),
  }
}

function toRow(group: Group): Schema['iam_group'] {
  return {
    account_id: group.accountId,
    id: group.id,
    name: group.name,
    lower_name: group.name.toLowerCase(),
    path: group.path,
    created_at: group.createdAt.getTime(),
  }
}
