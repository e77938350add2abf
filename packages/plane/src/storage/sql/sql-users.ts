import type { Selectable } from 'kysely'
import type { User, UserWriter } from '../../domain/user/user.ts'
import type { Schema } from '../schema.ts'
import { namedEntities } from './named-entities.ts'
import type { Database } from './sql-stores.ts'

export function sqlUsers(db: Database): UserWriter {
  return namedEntities(db, 'iam_user', toUser, toRow)
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
