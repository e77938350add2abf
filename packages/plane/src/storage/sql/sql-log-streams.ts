import { sql } from 'kysely'
import type { LogStream, LogStreamWriter } from '../../domain/log-stream/log-stream.ts'
import type { Schema } from '../schema.ts'
import { beginsWith } from './begins-with.ts'
import { pageOf } from './page-of.ts'
import type { Database } from './sql-stores.ts'

export function sqlLogStreams(db: Database): LogStreamWriter {
  const ofGroup = (groupId: number) => db.selectFrom('log_stream').selectAll().where('group_id', '=', groupId)
  return {
    async find(groupId, name) {
      const row = await ofGroup(groupId).where('name', '=', name).executeTakeFirst()
      return row && toStream(row)
    },
    async listByName(groupId, { isDescending, namePrefix = '' }, page) {
      let query = ofGroup(groupId).where(beginsWith('name', namePrefix))
      if (page.after !== undefined) query = query.where('name', isDescending ? '<' : '>', page.after)
      const rows = await query
        .orderBy('name', isDescending ? 'desc' : 'asc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows, page, toStream, row => row.name)
    },
    async listByLastEvent(groupId, { isDescending }, page) {
      const direction = isDescending ? 'desc' : 'asc'
      let query = ofGroup(groupId)
      if (page.after !== undefined) {
        const { at, name } = placeOf(page.after)
        const beyond = sql.raw(isDescending ? '<' : '>')
        query = query.where(sql<boolean>`(last_event_at, name) ${beyond} (${at}, ${name})`)
      }
      const rows = await query
        .orderBy('last_event_at', direction)
        .orderBy('name', direction)
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows, page, toStream, row => `${row.last_event_at} ${row.name}`)
    },
    async insert(stream) {
      await db.insertInto('log_stream').values(toRow(stream)).execute()
    },
    async update(stream) {
      const { id, ...changed } = toRow(stream)
      await db.updateTable('log_stream').set(changed).where('id', '=', id).execute()
    },
    async subtractBytes(id, bytes) {
      await db
        .updateTable('log_stream')
        .set(({ eb }) => ({ stored_bytes: eb('stored_bytes', '-', bytes) }))
        .where('id', '=', id)
        .execute()
    },
    async delete(id) {
      await db.deleteFrom('log_stream').where('id', '=', id).execute()
    },
    async deleteOfGroup(groupId, limit) {
      const { numDeletedRows } = await db
        .deleteFrom('log_stream')
        .where('id', 'in', ({ selectFrom }) =>
          selectFrom('log_stream').select('id').where('group_id', '=', groupId).limit(limit),
        )
        .executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}

/** A key that was not made here begins the listing anew, or finds nothing. */
function placeOf(after: string): { at: number; name: string } {
  const [, at = '0', name = ''] = /^(\d{1,15}) (.*)$/s.exec(after) ?? []
  return { at: Number(at), name }
}

function toRow(stream: LogStream): Schema['log_stream'] {
  return {
    id: stream.id,
    group_id: stream.groupId,
    name: stream.name,
    created_at: stream.createdAt.getTime(),
    first_event_at: stream.firstEventMs ?? null,
    last_event_at: stream.lastEventMs ?? 0,
    last_ingested_at: stream.lastIngestedMs ?? null,
    events_put: stream.eventsPut,
    stored_bytes: stream.storedBytes,
  }
}

function toStream(row: Schema['log_stream']): LogStream {
  const { first_event_at: firstEventMs, last_event_at: lastEventMs, last_ingested_at: lastIngestedMs } = row
  return {
    id: row.id,
    groupId: row.group_id,
    name: row.name,
    createdAt: new Date(row.created_at),
    ...(firstEventMs !== null && { firstEventMs, lastEventMs }),
    ...(lastIngestedMs !== null && { lastIngestedMs }),
    eventsPut: row.events_put,
    storedBytes: row.stored_bytes,
  }
}
