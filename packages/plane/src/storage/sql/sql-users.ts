import type { Selectable } from 'kysely'
import type { User, UserWriter } from '../../domain/user/user.ts'
import type { Schema } from '../schema.ts'
import { pageOf } from './page-of.ts'
import type { Database } from './sql-stores.ts'

export function sqlUsers(db: Database): UserWriter {
  const rows = () => db.selectFrom('iam_user').selectAll()
  return {
    async find(accountId, name) {
      const row = await rows()
        .where('account_id', '=', accountId)
        .where('lower_name', '=', name.toLowerCase())
        .executeTakeFirst()
      return row && toUser(row)
    },
    async findById(accountId, id) {
      const row = await rows().where('id', '=', id).where('account_id', '=', accountId).executeTakeFirst()
      return row && toUser(row)
    },
    async list(accountId, pathPrefix, page) {
      const found = await rows()
        .where('account_id', '=', accountId)
        .where('lower_name', '>', page.after ?? '')
        .where(({ fn, val, eb }) => eb(fn('substr', ['path', val(1), val(pathPrefix.length)]), '=', pathPrefix))
        .orderBy('lower_name')
        .limit(page.limit + 1)
        .execute()
      return pageOf(found, page, toUser, row => row.lower_name)
    },
    async insert(user) {
      await db.insertInto('iam_user').values(toRow(user)).execute()
    },
    async update(user) {
      await db.updateTable('iam_user').set(toRow(user)).where('id', '=', user.id).execute()
    },
    async delete(accountId, id) {
      await db.deleteFrom('iam_user').where('id', '=', id).where('account_id', '=', accountId).execute()
    },
  }
}

function toUser(row: Selectable<Schema['iam_user']>): User {
  return {
    accountId: row.account_id,
    id: row.id,
    name: row.name,
    path: row.path,
    createdAt: new Date(row.created_at),
    ...(row.boundary_arn !== null && { boundaryArn: row.boundary_arn }),
  }
}

function toRow(user: User): Schema['iam_user'] {
  return {
    account_id: user.accountId,
    id: user.id,
    name: user.name,
    lower_name: user.name.toLowerCase(),
    path: user.path,
    boundary_arn: user.boundaryArn ?? null,
    created_at: user.createdAt.getTime(),
  }
}
