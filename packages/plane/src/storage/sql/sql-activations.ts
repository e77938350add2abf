import type { Activation, ActivationWriter } from '../../domain/activation/activation.ts'
import { pageOf } from './page-of.ts'
import { isIn } from './is-in.ts'
import type { Database } from './sql-stores.ts'

// An activation is read whole, so it is kept as one document.

export function sqlActivations(db: Database): ActivationWriter {
  return {
    async find(scope, id) {
      const query = db.selectFrom('activation').select('record').where('id', '=', id)
      const row = await query.where(isIn(scope)).executeTakeFirst()
      return row && toActivation(row.record)
    },
    async findById(id) {
      const row = await db.selectFrom('activation').select('record').where('id', '=', id).executeTakeFirst()
      return row && toActivation(row.record)
    },
    async list(scope, page) {
      const query = db
        .selectFrom('activation')
        .select('record')
        .where('id', '>', page.after ?? '')
      const rows = await query
        .where(isIn(scope))
        .orderBy('id')
        .limit(page.limit + 1)
        .execute()
      return pageOf(
        rows.map(row => toActivation(row.record)),
        page,
        activation => activation,
        activation => activation.id,
      )
    },
    async put(activation) {
      const { accountId, region, id } = activation
      const changed = { record: JSON.stringify(activation) }
      await db
        .insertInto('activation')
        .values({ account_id: accountId, region, id, ...changed })
        .onConflict(conflict => conflict.columns(['account_id', 'region', 'id']).doUpdateSet(changed))
        .execute()
    },
    async delete(scope, id) {
      const query = db.deleteFrom('activation').where('id', '=', id)
      await query.where(isIn(scope)).execute()
    },
  }
}

function toActivation(record: string): Activation {
  const activation = JSON.parse(record) as Activation
  return { ...activation, createdAt: new Date(activation.createdAt), expiresAt: new Date(activation.expiresAt) }
}
