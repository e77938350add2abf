import type { Organization, OrganizationWriter } from '../../domain/organization/organization.ts'
import type { Database } from './sql-stores.ts'

export function sqlOrganizations(db: Database): OrganizationWriter {
  return {
    async list() {
      const rows = await db.selectFrom('organization').select('record').orderBy('id').execute()
      return rows.map(({ record }) => JSON.parse(record, dates) as Organization)
    },
    async put(organization) {
      const record = JSON.stringify(organization)
      const row = { id: organization.id, management_account_id: organization.managementAccountId, record }
      await db
        .insertInto('organization')
        .values(row)
        .onConflict(conflict => conflict.column('id').doUpdateSet({ record }))
        .execute()
    },
    async delete(id) {
      await db.deleteFrom('organization').where('id', '=', id).execute()
    },
  }
}

/** JSON knows no dates; members whose name ends in `At` are some. */
function dates(key: string, value: unknown): unknown {
  return key.endsWith('At') && typeof value === 'string' ? new Date(value) : value
}
