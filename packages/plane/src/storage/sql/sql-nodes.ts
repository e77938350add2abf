import type { Selectable } from 'kysely'
import type { HostRegistration, ManagedNode, NodeWriter } from '../../domain/node/node.ts'
import type { Schema } from '../schema.ts'
import { buildOnce } from './build-once.ts'
import { pageOf } from './page-of.ts'
import { isIn } from './is-in.ts'
import type { Database } from './sql-stores.ts'

export function sqlNodes(db: Database): NodeWriter {
  const of = ({ accountId, region }: { accountId: string; region: string }) =>
    db.selectFrom('node').selectAll().where(isIn({ accountId, region }))
  const putNode = buildOnce(db, () =>
    db
      .insertInto('node')
      .values({
        account_id: '',
        region: '',
        id: '',
        facts: '',
        role_name: '',
        registered_at: 0,
        last_ping_at: 0,
        hybrid: '',
      })
      .onConflict(conflict =>
        conflict.columns(['account_id', 'region', 'id']).doUpdateSet(({ ref }) => ({
          facts: ref('excluded.facts'),
          role_name: ref('excluded.role_name'),
          registered_at: ref('excluded.registered_at'),
          last_ping_at: ref('excluded.last_ping_at'),
          hybrid: ref('excluded.hybrid'),
        })),
      ),
  )
  const setPing = buildOnce(db, () =>
    db
      .updateTable('node')
      .set({ last_ping_at: 0 })
      .where('account_id', '=', '')
      .where('region', '=', '')
      .where('id', '=', ''),
  )
  return {
    async find(scope, id) {
      const row = await of(scope).where('id', '=', id).executeTakeFirst()
      return row && toNode(row)
    },
    async list(scope, page) {
      const rows = await of(scope)
        .where('id', '>', page.after ?? '')
        .orderBy('id')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows, page, toNode, row => row.id)
    },
    async findRegistration(scope, id) {
      const row = await db
        .selectFrom('host_registration')
        .selectAll()
        .where(isIn(scope))
        .where('id', '=', id)
        .executeTakeFirst()
      return row && toRegistration(row)
    },
    async findRegistrationById(id) {
      const row = await db.selectFrom('host_registration').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toRegistration(row)
    },
    async put(node) {
      const { accountId, region, id, facts, roleName = null, registeredAt, lastPingAt } = node
      const times = [registeredAt.getTime(), lastPingAt.getTime()]
      const hybrid = node.hybrid ? JSON.stringify(node.hybrid) : null
      await putNode([accountId, region, id, JSON.stringify(facts), roleName, ...times, hybrid])
    },
    async delete(scope, id) {
      await db.deleteFrom('node').where(isIn(scope)).where('id', '=', id).execute()
    },
    async putPings(pings) {
      for (const { accountId, region, id, lastPingAt } of pings) {
        await setPing([lastPingAt.getTime(), accountId, region, id])
      }
    },
    async putRegistration(registration) {
      const changed = {
        public_key: registration.publicKey,
        public_key_type: registration.publicKeyType,
        fingerprint: registration.fingerprint,
        registered_at: registration.registeredAt.getTime(),
        hybrid: registration.hybrid ? JSON.stringify(registration.hybrid) : null,
      }
      await db
        .insertInto('host_registration')
        .values({
          account_id: registration.accountId,
          region: registration.region,
          id: registration.id,
          ...changed,
        })
        .onConflict(conflict => conflict.columns(['account_id', 'region', 'id']).doUpdateSet(changed))
        .execute()
    },
    async deleteRegistration({ accountId, region }, id) {
      await db.deleteFrom('host_registration').where(isIn({ accountId, region })).where('id', '=', id).execute()
    },
  }
}

function toNode(row: Selectable<Schema['node']>): ManagedNode {
  return {
    accountId: row.account_id,
    region: row.region,
    id: row.id,
    facts: JSON.parse(row.facts),
    registeredAt: new Date(row.registered_at),
    lastPingAt: new Date(row.last_ping_at),
    ...(row.role_name !== null && { roleName: row.role_name }),
    ...(row.hybrid !== null && { hybrid: JSON.parse(row.hybrid) }),
  }
}

function toRegistration(row: Selectable<Schema['host_registration']>): HostRegistration {
  return {
    accountId: row.account_id,
    region: row.region,
    id: row.id,
    publicKey: row.public_key,
    publicKeyType: row.public_key_type,
    fingerprint: row.fingerprint,
    registeredAt: new Date(row.registered_at),
    ...(row.hybrid !== null && { hybrid: JSON.parse(row.hybrid) }),
  }
}
