import { type Compilable, sql, type SqlBool } from 'kysely'
import type { AuditEvent, AuditFilter, AuditResource, AuditWriter } from '../../domain/audit/audit-event.ts'
import type { Schema } from '../schema.ts'
import { buildOnce } from './build-once.ts'
import { pageOf } from './page-of.ts'
import type { Database } from './sql-stores.ts'

// The record of an event is kept as it was written, since its bytes are hashed; beside it stands what lookups ask for.

/** Rows of one statement. */
const rowsAtOnce = 32

export function sqlAudit(db: Database): AuditWriter {
  const insertEvents = buildForEach(rows => db.insertInto('audit_event').values(repeated(emptyEvent, rows)))
  const insertResources = buildForEach(rows => db.insertInto('audit_resource').values(repeated(emptyResource, rows)))

  /** A statement for each number of rows, built at its first use. */
  function buildForEach(build: (rows: number) => Compilable) {
    const built = Array.from({ length: rowsAtOnce }, (_, rows) => buildOnce(db, () => build(rows + 1)))
    return async (rows: readonly (readonly unknown[])[]) => {
      for (let from = 0; from < rows.length; from += rowsAtOnce) {
        const some = rows.slice(from, from + rowsAtOnce)
        await built[some.length - 1]!(some.flat())
      }
    }
  }

  async function resourcesOf(accountId: string, sequences: readonly number[]) {
    if (sequences.length === 0) return new Map<number, AuditResource[]>()
    const rows = await db
      .selectFrom('audit_resource')
      .select(['sequence', 'type', 'name'])
      .where('account_id', '=', accountId)
      .where('sequence', 'in', sequences)
      .orderBy('type')
      .orderBy('name')
      .execute()
    return Map.groupBy(rows, ({ sequence }) => sequence)
  }

  async function withResources(accountId: string, rows: readonly EventRow[]): Promise<AuditEvent[]> {
    const resources = await resourcesOf(
      accountId,
      rows.map(({ sequence }) => sequence),
    )
    return rows.map(row => toEvent(row, resources.get(row.sequence) ?? []))
  }

  async function findMany(accountId: string, sequences: readonly number[]): Promise<AuditEvent[]> {
    if (sequences.length === 0) return []
    const query = db.selectFrom('audit_event').selectAll().where('account_id', '=', accountId)
    return withResources(accountId, await query.where('sequence', 'in', sequences).execute())
  }

  return {
    async findEnd(accountId) {
      const last = await db
        .selectFrom('audit_event')
        .select(['sequence', 'hash'])
        .where('account_id', '=', accountId)
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirst()
      if (last) return last
      const cut = db.selectFrom('audit_cut').select(['sequence', 'hash']).where('account_id', '=', accountId)
      return cut.executeTakeFirst()
    },
    async findCut(accountId) {
      const query = db.selectFrom('audit_cut').select(['sequence', 'hash', 'line']).where('account_id', '=', accountId)
      const row = await query.executeTakeFirst()
      return row && { accountId, ...row }
    },
    async findRange(accountId, from, until) {
      let query = db
        .selectFrom('audit_event')
        .select(({ fn }) => [fn.min('sequence').as('first'), fn.max('sequence').as('last')])
        .where('account_id', '=', accountId)
      if (from !== undefined) query = query.where('at', '>=', from.getTime())
      if (until !== undefined) query = query.where('at', '<', until.getTime())
      const { first, last } = await query.executeTakeFirstOrThrow()
      return first === null || last === null ? undefined : { first, last }
    },
    async listFrom(accountId, sequence, limit) {
      const rows = await db
        .selectFrom('audit_event')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('sequence', '>=', sequence)
        .orderBy('sequence')
        .limit(limit)
        .execute()
      return withResources(accountId, rows)
    },
    async lookup({ accountId, region }, filter, page) {
      // First only what stands in the index, so that rows are read of what is found alone.
      let query = db
        .selectFrom('audit_event')
        .select(['at', 'sequence'])
        .where('account_id', '=', accountId)
        .where('region', '=', region)
        .where(matches(accountId, filter))
      if (page.after !== undefined) query = query.where(isAfter(page.after))
      const places = await query
        .orderBy('at', 'desc')
        .orderBy('sequence', 'desc')
        .limit(page.limit + 1)
        .execute()
      const { items, next } = pageOf(
        places,
        page,
        ({ sequence }) => sequence,
        ({ at, sequence }) => `${at} ${sequence}`,
      )
      const events = new Map((await findMany(accountId, items)).map(event => [event.sequence, event]))
      return { items: items.map(sequence => events.get(sequence)!), ...(next !== undefined && { next }) }
    },
    async add(events) {
      await insertEvents(events.map(event => Object.values(toRow(event))))
      await insertResources(
        events.flatMap(({ accountId, sequence, resources }) =>
          resources.map(({ type, name }) => [accountId, sequence, type, name]),
        ),
      )
    },
    async cut({ accountId, sequence, hash, line }) {
      await db
        .insertInto('audit_cut')
        .values({ account_id: accountId, sequence, hash, line })
        .onConflict(conflict => conflict.column('account_id').doUpdateSet({ sequence, hash, line }))
        .execute()
      for (const table of ['audit_event', 'audit_resource'] as const) {
        await db.deleteFrom(table).where('account_id', '=', accountId).where('sequence', '<=', sequence).execute()
      }
    },
  }
}

type EventRow = Schema['audit_event']

const columns = {
  id: 'id',
  name: 'name',
  source: 'source',
  userName: 'user_name',
  accessKeyId: 'access_key_id',
} as const

function matches(accountId: string, { isRead, resourceType, resourceName, from, until, ...texts }: AuditFilter) {
  const conditions = (Object.keys(columns) as (keyof typeof columns)[])
    .filter(key => texts[key] !== undefined)
    .map(key => sql<SqlBool>`${sql.ref(columns[key])} = ${texts[key]}`)
  if (isRead !== undefined) conditions.push(sql`is_read = ${isRead ? 1 : 0}`)
  if (from !== undefined) conditions.push(sql`at >= ${from.getTime()}`)
  if (until !== undefined) conditions.push(sql`at <= ${until.getTime()}`)
  // Names are few rows each, found once and first; types are many, looked at event by event.
  if (resourceName !== undefined) {
    conditions.push(sql`sequence in (select r.sequence from audit_resource r
      where r.account_id = ${accountId} and r.name = ${resourceName})`)
  }
  if (resourceType !== undefined) {
    conditions.push(sql`exists (select 1 from audit_resource r
      where r.account_id = ${accountId} and r.sequence = audit_event.sequence and r.type = ${resourceType})`)
  }
  return conditions.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`(${sql.join(conditions, sql` and `)})`
}

/** A sort key that was not made here finds nothing. */
function isAfter(after: string) {
  const [, at = 0, sequence = 0] = /^(\d{1,15}) (\d{1,15})$/.exec(after) ?? []
  return sql<SqlBool>`(at, sequence) < (${Number(at)}, ${Number(sequence)})`
}

/** In the order of {@link emptyEvent}. */
function toRow(event: AuditEvent): EventRow {
  return {
    account_id: event.accountId,
    sequence: event.sequence,
    id: event.id,
    region: event.region,
    at: event.at.getTime(),
    name: event.name,
    source: event.source,
    is_read: event.isRead ? 1 : 0,
    user_name: event.userName ?? null,
    access_key_id: event.accessKeyId ?? null,
    previous: event.previous,
    hash: event.hash,
    key_id: event.signed?.keyId ?? null,
    signature: event.signed?.signature ?? null,
    record: event.record,
  }
}

const emptyEvent: EventRow = {
  account_id: '',
  sequence: 0,
  id: '',
  region: '',
  at: 0,
  name: '',
  source: '',
  is_read: 0,
  user_name: '',
  access_key_id: '',
  previous: '',
  hash: '',
  key_id: '',
  signature: '',
  record: '',
}
const emptyResource = { account_id: '', sequence: 0, type: '', name: '' }

function repeated<Row>(row: Row, times: number): Row[] {
  return Array.from({ length: times }, () => row)
}

function toEvent(row: EventRow, resources: readonly AuditResource[]): AuditEvent {
  return {
    accountId: row.account_id,
    sequence: row.sequence,
    id: row.id,
    region: row.region,
    at: new Date(row.at),
    name: row.name,
    source: row.source,
    isRead: row.is_read === 1,
    ...(row.user_name !== null && { userName: row.user_name }),
    ...(row.access_key_id !== null && { accessKeyId: row.access_key_id }),
    resources: resources.map(({ type, name }) => ({ type, name })),
    previous: row.previous,
    hash: row.hash,
    ...(row.key_id !== null && row.signature !== null && { signed: { keyId: row.key_id, signature: row.signature } }),
    record: row.record,
  }
}
