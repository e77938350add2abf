import { isOpen, type Session, type SessionFilter, type SessionWriter } from '../../domain/session/session.ts'
import { isAfter, newestFirst } from './newest-first.ts'
import { isIn } from './is-in.ts'
import type { Database } from './sql-stores.ts'

// A session is read whole, so it is kept as one document; beside it stands what listings and look-ups ask for.

export function sqlSessions(db: Database): SessionWriter {
  return {
    async find(scope, id) {
      const row = await db
        .selectFrom('session')
        .select('record')
        .where(isIn(scope))
        .where('id', '=', id)
        .executeTakeFirst()
      return row && toSession(row.record)
    },
    async list(scope, filter, page) {
      let query = db.selectFrom('session').select('record').where(isIn(scope))
      for (const [column, value] of conditionsOf(filter)) query = query.where(column, '=', value)
      if (filter.startedAfter) query = query.where('started_at', '>', filter.startedAfter.getTime())
      if (filter.startedBefore) query = query.where('started_at', '<', filter.startedBefore.getTime())
      if (page.after !== undefined) query = query.where(isAfter('started_at', 'id', page.after))
      const rows = await query
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .limit(page.limit + 1)
        .execute()
      return newestFirst(
        rows.map(row => toSession(row.record)),
        page,
        ({ startedAt, id }) => ({ at: startedAt, id }),
      )
    },
    async listOpen() {
      const rows = await db.selectFrom('session').select('record').where('is_open', '=', 1).orderBy('id').execute()
      return rows.map(row => toSession(row.record))
    },
    async listUnfinished(scope, nodeId, limit) {
      const rows = await db
        .selectFrom('session')
        .select('record')
        .where(isIn(scope))
        .where('node_id', '=', nodeId)
        .where('is_host_done', '=', 0)
        .where('is_open', '=', 0)
        .orderBy('started_at', 'desc')
        .limit(limit)
        .execute()
      return rows.map(row => toSession(row.record))
    },
    async put(session) {
      const changed = {
        node_id: session.nodeId,
        owner: session.owner,
        status: session.status,
        is_open: isOpen(session) ? 1 : 0,
        is_host_done: session.isHostDone ? 1 : 0,
        started_at: session.startedAt.getTime(),
        ended_at: session.endedAt?.getTime() ?? null,
        record: JSON.stringify(session),
      }
      await db
        .insertInto('session')
        .values({ account_id: session.accountId, region: session.region, id: session.id, ...changed })
        .onConflict(conflict => conflict.columns(['account_id', 'region', 'id']).doUpdateSet(changed))
        .execute()
    },
    async deleteEndedBefore(date) {
      await db.deleteFrom('session').where('is_open', '=', 0).where('ended_at', '<', date.getTime()).execute()
    },
  }
}

function conditionsOf(filter: SessionFilter) {
  const conditions: ['is_open' | 'id' | 'node_id' | 'owner' | 'status', string | number | undefined][] = [
    ['is_open', filter.isOpen === undefined ? undefined : Number(filter.isOpen)],
    ['id', filter.id],
    ['node_id', filter.nodeId],
    ['owner', filter.owner],
    ['status', filter.status],
  ]
  return conditions.filter((condition): condition is [(typeof conditions)[0][0], string | number] => {
    return condition[1] !== undefined
  })
}

function toSession(record: string): Session {
  const { token, ...session } = JSON.parse(record) as Session
  return {
    ...session,
    startedAt: new Date(session.startedAt),
    ...(session.endedAt && { endedAt: new Date(session.endedAt) }),
    ...(token && { token: { ...token, expiresAt: new Date(token.expiresAt) } }),
  }
}
