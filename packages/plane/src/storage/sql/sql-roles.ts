import type { Selectable } from 'kysely'
import type { Role, RoleWriter } from '../../domain/role/role.ts'
import type { Schema } from '../schema.ts'
import { namedEntities } from './named-entities.ts'
import type { Database } from './sql-stores.ts'

export function sqlRoles(db: Database): RoleWriter {
  return namedEntities(db, 'iam_role', toRole, toRow)
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
