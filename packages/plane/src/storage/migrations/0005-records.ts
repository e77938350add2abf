import type { Kysely } from 'kysely'
import { textColumn } from './column-types.ts'

/** Records of sessions, and who read them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  const text = textColumn(db)
  await schema
    .createTable('session_record')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('region', text, c => c.notNull())
    .addColumn('id', text, c => c.notNull())
    .addColumn('node_id', text, c => c.notNull())
    .addColumn('owner', text, c => c.notNull())
    .addColumn('started_at', 'bigint', c => c.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('record', text, c => c.notNull())
    .addPrimaryKeyConstraint('session_record_key', ['account_id', 'region', 'id'])
    .execute()
  await schema
    .createIndex('session_record_by_start')
    .on('session_record')
    .columns(['account_id', 'region', 'started_at', 'id'])
    .execute()
  await schema.createIndex('session_record_by_end').on('session_record').column('ended_at').execute()
  await schema
    .createTable('session_record_read')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('region', text, c => c.notNull())
    .addColumn('record_id', text, c => c.notNull())
    .addColumn('read_at', 'bigint', c => c.notNull())
    .addColumn('request_id', text, c => c.notNull())
    .addColumn('read', text, c => c.notNull())
    .addPrimaryKeyConstraint('session_record_read_key', ['account_id', 'region', 'record_id', 'read_at', 'request_id'])
    .execute()
}
