import type { Instance, InstanceWriter } from '../../domain/instance/instance.ts'
import { isIn } from './is-in.ts'
import type { Database } from './sql-stores.ts'

// An instance is read whole or not at all, so it is kept as one document; its state stands beside it for people
// who look at the table.

export function sqlInstances(db: Database): InstanceWriter {
  return {
    async find(scope, id) {
      const row = await db
        .selectFrom('instance')
        .select('record')
        .where(isIn(scope))
        .where('id', '=', id)
        .executeTakeFirst()
      return row && toInstance(row.record)
    },
    async list(scope) {
      const rows = await db.selectFrom('instance').select('record').where(isIn(scope)).orderBy('id').execute()
      return rows.map(row => toInstance(row.record))
    },
    async listAll() {
      const rows = await db.selectFrom('instance').select('record').orderBy('id').execute()
      return rows.map(row => toInstance(row.record))
    },
    async put(instance) {
      const changed = { state: instance.state, record: JSON.stringify(instance) }
      await db
        .insertInto('instance')
        .values({ account_id: instance.accountId, region: instance.region, id: instance.id, ...changed })
        .onConflict(conflict => conflict.columns(['account_id', 'region', 'id']).doUpdateSet(changed))
        .execute()
    },
    async delete(scope, id) {
      await db.deleteFrom('instance').where(isIn(scope)).where('id', '=', id).execute()
    },
  }
}

function toInstance(record: string): Instance {
  const instance = JSON.parse(record) as Instance & { launchedAt: string; terminatedAt?: string }
  const association = instance.profileAssociation
  return {
    ...instance,
    launchedAt: new Date(instance.launchedAt),
    ...(instance.terminatedAt && { terminatedAt: new Date(instance.terminatedAt) }),
    ...(association && { profileAssociation: { ...association, since: new Date(association.since) } }),
  }
}
