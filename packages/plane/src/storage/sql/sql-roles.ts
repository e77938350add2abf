import type { Selectable } from 'kysely'
import type { Role, RoleWriter } from '../../domain/role/role.ts'
import type { Schema } from '../schema.ts'
import { pageOf } from './page-of.ts'
import type { Database } from './sql-stores.ts'

export function sqlRoles(db: Database): RoleWriter {
  const rows = () => db.selectFrom('iam_role').selectAll()
  return {
    async find(accountId, name) {
      const row = await rows()
        .where('account_id', '=', accountId)
        .where('lower_name', '=', name.toLowerCase())
        .executeTakeFirst()
      return row && toRole(row)
    },
    async findById(accountId, id) {
      const row = await rows().where('id', '=', id).where('account_id', '=', accountId).executeTakeFirst()
      return row && toRole(row)
    },
    async list(accountId, pathPrefix, page) {
      const found = await rows()
        .where('account_id', '=', accountId)
        .where('lower_name', '>', page.after ?? '')
        .where(({ fn, val, eb }) => eb(fn('substr', ['path', val(1), val(pathPrefix.length)]), '=', pathPrefix))
        .orderBy('lower_name')
        .limit(page.limit + 1)
        .execute()
      return pageOf(found, page, toRole, row => row.lower_name)
    },
    async insert(role) {
      await db.insertInto('iam_role').values(toRow(role)).execute()
    },
    async update(role) {
      await db.updateTable('iam_role').set(toRow(role)).where('id', '=', role.id).execute()
    },
    async delete(accountId, id) {
      await db.deleteFrom('iam_role').where('id', '=', id).where('account_id', '=', accountId).execute()
    },
  }
}

function toRole(row: Selectable<Schema['iam_role']>): Role {
  return {
    accountId: row.account_id,
    id: row.id,
    name: row.name,
    path: row.path,
    description: row.description,
    trustPolicy: row.trust_policy,
    maxSessionSeconds: row.max_session_seconds,
    createdAt: new Date(row.created_at),
    ...(row.boundary_arn !== null && { boundaryArn: row.boundary_arn }),
  }
}

function toRow(role: Role): Schema['iam_role'] {
  return {
    account_id: role.accountId,
    id: role.id,
    name: role.name,
    lower_name: role.name.toLowerCase(),
    path: role.path,
    description: role.description,
    trust_policy: role.trustPolicy,
    max_session_seconds: role.maxSessionSeconds,
    boundary_arn: role.boundaryArn ?? null,
    created_at: role.createdAt.getTime(),
  }
}
