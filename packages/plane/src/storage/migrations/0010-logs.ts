import type { Kysely } from 'kysely'
import { textColumn } from './column-types.ts'

/** Log groups, their streams and events, and what of those is still to be purged. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  const text = textColumn(db)
  await schema
    .createTable('log_group')
    .addColumn('id', 'bigint', c => c.primaryKey().notNull())
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('region', text, c => c.notNull())
    .addColumn('name', text, c => c.notNull())
    .addColumn('created_at', 'bigint', c => c.notNull())
    .addColumn('retention_days', 'integer')
    .addUniqueConstraint('log_group_name', ['account_id', 'region', 'name'])
    .execute()
  await schema
    .createTable('log_stream')
    .addColumn('id', 'bigint', c => c.primaryKey().notNull())
    .addColumn('group_id', 'bigint', c => c.notNull())
    .addColumn('name', text, c => c.notNull())
    .addColumn('created_at', 'bigint', c => c.notNull())
    .addColumn('first_event_at', 'bigint')
    // 0 for a stream without events: it has its place in the order.
    .addColumn('last_event_at', 'bigint', c => c.notNull())
    .addColumn('last_ingested_at', 'bigint')
    .addColumn('events_put', 'bigint', c => c.notNull())
    .addColumn('stored_bytes', 'bigint', c => c.notNull())
    .addUniqueConstraint('log_stream_name', ['group_id', 'name'])
    .execute()
  await schema
    .createIndex('log_stream_by_last_event')
    .on('log_stream')
    .columns(['group_id', 'last_event_at', 'name'])
    .execute()
  await schema
    .createTable('log_event')
    .addColumn('group_id', 'bigint', c => c.notNull())
    .addColumn('stream_id', 'bigint', c => c.notNull())
    .addColumn('at', 'bigint', c => c.notNull())
    .addColumn('sequence', 'bigint', c => c.notNull())
    .addColumn('ingested_at', 'bigint', c => c.notNull())
    .addColumn('size_bytes', 'integer', c => c.notNull())
    // Bytes, since PostgreSQL's text takes no NUL. The last column, so that sizes are read without it.
    .addColumn('message', 'bytea', c => c.notNull())
    .addPrimaryKeyConstraint('log_event_key', ['stream_id', 'at', 'sequence'])
    .execute()
  await schema
    .createIndex('log_event_of_group')
    .on('log_event')
    .columns(['group_id', 'at', 'stream_id', 'sequence'])
    .execute()
  await schema
    .createTable('log_removal')
    .addColumn('of', text, c => c.notNull())
    .addColumn('id', 'bigint', c => c.notNull())
    .addPrimaryKeyConstraint('log_removal_key', ['of', 'id'])
    .execute()
}
