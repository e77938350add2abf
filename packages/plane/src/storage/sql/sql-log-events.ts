import { type RawBuilder, sql, type SqlBool } from 'kysely'
import {
  type EventPortion,
  type EventPosition,
  type EventRange,
  eventSizeBytes,
  type FoundEvent,
  type FoundEvents,
  type LogEvent,
  type LogEventWriter,
} from '../../domain/log-event/log-event.ts'
import { buildOnce } from './build-once.ts'
import type { Database } from './sql-stores.ts'

// Events are read by the key of one of two indexes, of the stream or of the group. How far a portion reaches is found
// by sizes alone: texts that do not fit into it are never loaded.

/** Rows of one statement: a batch of thousands is written in so many fewer of them. */
const rowsAtOnce = 50

export function sqlLogEvents(db: Database): LogEventWriter {
  const insert = (rows: number) => buildOnce(db, () => db.insertInto('log_event').values(emptyRows(rows)))
  const insertOne = insert(1)
  const insertMany = insert(rowsAtOnce)
  return {
    listOfStream: (streamId, range, portion) => listIn(db, { column: 'stream_id', id: streamId }, range, portion),
    listOfGroup: (groupId, range, portion) => listIn(db, { column: 'group_id', id: groupId }, range, portion),
    listRemovals: limit => db.selectFrom('log_removal').selectAll().orderBy('id').limit(limit).execute(),
    async add(groupId, events) {
      let left = events
      for (; left.length >= rowsAtOnce; left = left.slice(rowsAtOnce)) {
        await insertMany(left.slice(0, rowsAtOnce).flatMap(event => toRow(groupId, event)))
      }
      for (const event of left) await insertOne(toRow(groupId, event))
    },
    async deleteBefore(groupId, atMs, limit) {
      const old = await db
        .selectFrom('log_event')
        .select(['stream_id', 'at', 'sequence', 'size_bytes'])
        .where('group_id', '=', groupId)
        .where('at', '<', atMs)
        .orderBy('at')
        .orderBy('stream_id')
        .orderBy('sequence')
        .limit(limit)
        .execute()
      const last = old.at(-1)
      if (!last) return { count: 0, bytesOfStreams: new Map() }
      await db
        .deleteFrom('log_event')
        .where('group_id', '=', groupId)
        .where(sql<SqlBool>`(at, stream_id, sequence) <= (${last.at}, ${last.stream_id}, ${last.sequence})`)
        .execute()
      const bytesOfStreams = new Map<number, number>()
      for (const { stream_id: id, size_bytes: bytes } of old) {
        bytesOfStreams.set(id, (bytesOfStreams.get(id) ?? 0) + bytes)
      }
      return { count: old.length, bytesOfStreams }
    },
    async deleteOfStream(streamId, limit) {
      const ofStream = () => db.selectFrom('log_event').where('stream_id', '=', streamId)
      const keys = await ofStream().select(['at', 'sequence']).orderBy('at').orderBy('sequence').limit(limit).execute()
      const last = keys.at(-1)
      if (!last) return 0
      await db
        .deleteFrom('log_event')
        .where('stream_id', '=', streamId)
        .where(sql<SqlBool>`(at, sequence) <= (${last.at}, ${last.sequence})`)
        .execute()
      return keys.length
    },
    async addRemoval(removal) {
      await db.insertInto('log_removal').values(removal).execute()
    },
    async deleteRemoval({ of, id }) {
      await db.deleteFrom('log_removal').where('of', '=', of).where('id', '=', id).execute()
    },
  }
}

/** Whose events, and with it which index. */
interface Owner {
  readonly column: 'stream_id' | 'group_id'
  readonly id: number
}

async function listIn(
  db: Database,
  owner: Owner,
  range: EventRange,
  { from, limit, bytesMax }: EventPortion,
): Promise<FoundEvents> {
  const direction = from === 'start' ? 'asc' : 'desc'
  const keys = await db
    .selectFrom('log_event')
    .select(['stream_id', 'at', 'sequence', 'size_bytes'])
    .where(owner.column, '=', owner.id)
    .where(lies('>', range.after, owner))
    .where(lies('<', range.before, owner))
    .orderBy('at', direction)
    .$if(owner.column === 'group_id', query => query.orderBy('stream_id', direction))
    .orderBy('sequence', direction)
    .limit(limit + 1)
    .execute()
  const count = countFitting(keys, limit, bytesMax)
  const last = keys[count - 1]
  if (!last) return { items: [], hasMore: false }
  const edge = { atMs: last.at, streamId: last.stream_id, sequence: last.sequence }
  const rows = await db
    .selectFrom('log_event')
    .leftJoin('log_stream', 'log_stream.id', 'log_event.stream_id')
    .select(['stream_id', 'at', 'sequence', 'ingested_at', 'size_bytes', 'message', 'log_stream.name'])
    .where(`log_event.${owner.column}`, '=', owner.id)
    .where(from === 'start' ? lies('>', range.after, owner) : lies('>=', edge, owner))
    .where(from === 'start' ? lies('<=', edge, owner) : lies('<', range.before, owner))
    .orderBy('at', direction)
    .$if(owner.column === 'group_id', query => query.orderBy('stream_id', direction))
    .orderBy('sequence', direction)
    // Whoever writes in between must not make it more.
    .limit(count)
    .execute()
  const reached = rows.at(-1)
  const isWhole = reached?.stream_id === last.stream_id && reached.sequence === last.sequence
  return { items: rows.map(toEvent), hasMore: keys.length > count || !isWhole }
}

/** The condition for events on one side of a place. */
function lies(side: '<' | '<=' | '>' | '>=', { atMs, streamId, sequence }: EventPosition, { column }: Owner) {
  const is = sql.raw(side)
  const condition: RawBuilder<SqlBool> =
    column === 'stream_id'
      ? sql`(at, sequence) ${is} (${atMs}, ${sequence})`
      : sql`(at, stream_id, sequence) ${is} (${atMs}, ${streamId}, ${sequence})`
  return condition
}

/** How many of the events fit, at least one where there is one. */
function countFitting(keys: readonly { size_bytes: number }[], limit: number, bytesMax: number): number {
  let bytes = 0
  const tooMany = keys.findIndex(({ size_bytes: size }, index) => {
    bytes += size
    return index === limit || (index > 0 && bytes > bytesMax)
  })
  return tooMany < 0 ? keys.length : tooMany
}

/** In the order of {@link emptyRows}. */
function toRow(groupId: number, { streamId, atMs, sequence, ingestedMs, message }: LogEvent): readonly unknown[] {
  return [groupId, streamId, atMs, sequence, ingestedMs, eventSizeBytes(message), Buffer.from(message)]
}

function emptyRows(count: number) {
  const empty = {
    group_id: 0,
    stream_id: 0,
    at: 0,
    sequence: 0,
    ingested_at: 0,
    size_bytes: 0,
    message: new Uint8Array(),
  }
  return Array.from({ length: count }, () => empty)
}

interface EventRow {
  stream_id: number
  at: number
  sequence: number
  ingested_at: number
  size_bytes: number
  message: Uint8Array
  name: string | null
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

function toEvent(row: EventRow): FoundEvent {
  return {
    streamId: row.stream_id,
    atMs: row.at,
    sequence: row.sequence,
    ingestedMs: row.ingested_at,
    sizeBytes: row.size_bytes,
    message: utf8.decode(row.message),
    ...(row.name !== null && { streamName: row.name }),
  }
}
