import type { Selectable } from 'kysely'
import type {
  CustomerPolicy,
  CustomerPolicyVersion,
  CustomerPolicyWriter,
} from '../../domain/policy/customer-policy.ts'
import type { Schema } from '../schema.ts'
import { namedEntities } from './named-entities.ts'
import type { Database } from './sql-stores.ts'

export function sqlCustomerPolicies(db: Database): CustomerPolicyWriter {
  const entities = namedEntities(db, 'iam_policy', toPolicy, toRow)
  return {
    ...entities,
    async findVersion(policyId, version) {
      const row = await db
        .selectFrom('iam_policy_version')
        .selectAll()
        .where('policy_id', '=', policyId)
        .where('version', '=', version)
        .executeTakeFirst()
      return row && toVersion(row)
    },
    async listVersions(policyId) {
      const rows = await db
        .selectFrom('iam_policy_version')
        .selectAll()
        .where('policy_id', '=', policyId)
        .orderBy('version', 'desc')
        .execute()
      return rows.map(toVersion)
    },
    async delete(accountId, id) {
      await db.deleteFrom('iam_policy_version').where('policy_id', '=', id).execute()
      await entities.delete(accountId, id)
    },
    async insertVersion(accountId, policyId, { version, document, createdAt }) {
      await db
        .insertInto('iam_policy_version')
        .values({ account_id: accountId, policy_id: policyId, version, document, created_at: createdAt.getTime() })
        .execute()
    },
    async deleteVersion(policyId, version) {
      await db
        .deleteFrom('iam_policy_version')
        .where('policy_id', '=', policyId)
        .where('version', '=', version)
        .execute()
    },
  }
}

function toVersion(row: Selectable<Schema['iam_policy_version']>): CustomerPolicyVersion {
  return { version: row.version, document: row.document, createdAt: new Date(row.created_at) }
}

function toPolicy(row: Selectable<Schema['iam_policy']>): CustomerPolicy {
  return {
    accountId: row.account_id,
    id: row.id,
    name: row.name,
    path: row.path,
    description: row.description,
    defaultVersion: row.default_version,
    versionsMade: row.versions_made,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  }
}

function toRow(policy: CustomerPolicy): Schema['iam_policy'] {
  return {
    account_id: policy.accountId,
    id: policy.id,
    name: policy.name,
    lower_name: policy.name.toLowerCase(),
    path: policy.path,
    description: policy.description,
    default_version: policy.defaultVersion,
    versions_made: policy.versionsMade,
    created_at: policy.createdAt.getTime(),
    updated_at: policy.updatedAt.getTime(),
  }
}
