import type { RecordCopy, RecordRead, RecordWriter, SessionRecord } from '../../domain/record/session-record.ts'
import { isAfter, newestFirst } from './newest-first.ts'
import { isIn } from './is-in.ts'
import type { Database } from './sql-stores.ts'

// Records and reads are read whole, so each is kept as one document; beside it stands what listings ask for.

export function sqlRecords(db: Database): RecordWriter {
  return {
    async find(scope, id) {
      const row = await db
        .selectFrom('session_record')
        .select('record')
        .where(isIn(scope))
        .where('id', '=', id)
        .executeTakeFirst()
      return row && toRecord(row.record)
    },
    async list(scope, { nodeId, owner }, page) {
      let query = db.selectFrom('session_record').select('record').where(isIn(scope))
      if (nodeId !== undefined) query = query.where('node_id', '=', nodeId)
      if (owner !== undefined) query = query.where('owner', '=', owner)
      if (page.after !== undefined) query = query.where(isAfter('started_at', 'id', page.after))
      const rows = await query
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .limit(page.limit + 1)
        .execute()
      return newestFirst(
        rows.map(row => toRecord(row.record)),
        page,
        ({ startedAt, id }) => ({ at: startedAt, id }),
      )
    },
    async listUnfinished() {
      const query = db.selectFrom('session_record').select('record').where('ended_at', 'is', null)
      const rows = await query.orderBy('started_at').orderBy('id').execute()
      return rows.map(row => toRecord(row.record))
    },
    async listEndedBefore(date, limit) {
      const query = db.selectFrom('session_record').select('record').where('ended_at', '<', date.getTime())
      const here = query.where('copy_due_at', 'is', null).where('is_elsewhere', '=', 0)
      const rows = await here.orderBy('ended_at').limit(limit).execute()
      return rows.map(row => toRecord(row.record))
    },
    async listCopiesDue(date, limit) {
      const query = db.selectFrom('session_record').select('record').where('copy_due_at', '<=', date.getTime())
      const rows = await query.orderBy('copy_due_at').limit(limit).execute()
      return rows.map(row => toRecord(row.record))
    },
    async listReads(scope, recordId, page) {
      let query = db
        .selectFrom('session_record_read')
        .select('read')
        .where(isIn(scope))
        .where('record_id', '=', recordId)
      if (page.after !== undefined) query = query.where(isAfter('read_at', 'request_id', page.after))
      const rows = await query
        .orderBy('read_at', 'desc')
        .orderBy('request_id', 'desc')
        .limit(page.limit + 1)
        .execute()
      return newestFirst(
        rows.map(row => toRead(row.read)),
        page,
        ({ readAt, requestId }) => ({ at: readAt, id: requestId }),
      )
    },
    async put(record) {
      const changed = {
        node_id: record.nodeId,
        owner: record.owner,
        started_at: record.startedAt.getTime(),
        ended_at: record.end?.at.getTime() ?? null,
        copy_due_at: record.copy?.state === 'pending' ? record.copy.dueAt.getTime() : null,
        is_elsewhere: record.isElsewhere ? 1 : 0,
        record: JSON.stringify(record),
      }
      await db
        .insertInto('session_record')
        .values({ account_id: record.accountId, region: record.region, id: record.id, ...changed })
        .onConflict(conflict => conflict.columns(['account_id', 'region', 'id']).doUpdateSet(changed))
        .execute()
    },
    async delete(scope, id) {
      await db.deleteFrom('session_record').where(isIn(scope)).where('id', '=', id).execute()
    },
    async deleteElsewhereBefore(date) {
      await db
        .deleteFrom('session_record')
        .where('is_elsewhere', '=', 1)
        .where('ended_at', '<', date.getTime())
        .execute()
    },
    async addRead(read) {
      await db
        .insertInto('session_record_read')
        .values({
          account_id: read.accountId,
          region: read.region,
          record_id: read.recordId,
          read_at: read.readAt.getTime(),
          request_id: read.requestId,
          read: JSON.stringify(read),
        })
        .execute()
    },
    async deleteReadsBefore(date) {
      await db
        .deleteFrom('session_record_read')
        .where('read_at', '<', date.getTime())
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('session_record')
                .select('session_record.id')
                .whereRef('session_record.id', '=', 'session_record_read.record_id')
                .whereRef('session_record.account_id', '=', 'session_record_read.account_id')
                .whereRef('session_record.region', '=', 'session_record_read.region'),
            ),
          ),
        )
        .execute()
    },
  }
}

function toRecord(text: string): SessionRecord {
  const { end, copy, ...record } = JSON.parse(text) as SessionRecord
  return {
    ...record,
    startedAt: new Date(record.startedAt),
    ...(end && { end: { ...end, at: new Date(end.at) } }),
    ...(copy && { copy: toCopy(copy) }),
  }
}

function toCopy(copy: RecordCopy): RecordCopy {
  return copy.state === 'pending' ? { ...copy, dueAt: new Date(copy.dueAt) } : { ...copy, at: new Date(copy.at) }
}

function toRead(text: string): RecordRead {
  const read = JSON.parse(text) as RecordRead
  return { ...read, readAt: new Date(read.readAt) }
}
