import type { Kysely } from 'kysely'
import { textColumn } from './column-types.ts'

/** Sessions, open and past. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  const text = textColumn(db)
  await schema
    .createTable('session')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('region', text, c => c.notNull())
    .addColumn('id', text, c => c.notNull())
    .addColumn('node_id', text, c => c.notNull())
    .addColumn('owner', text, c => c.notNull())
    .addColumn('status', text, c => c.notNull())
    .addColumn('is_open', 'integer', c => c.notNull())
    .addColumn('is_host_done', 'integer', c => c.notNull())
    .addColumn('started_at', 'bigint', c => c.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('record', text, c => c.notNull())
    .addPrimaryKeyConstraint('session_key', ['account_id', 'region', 'id'])
    .execute()
  await schema
    .createIndex('session_by_start')
    .on('session')
    .columns(['account_id', 'region', 'is_open', 'started_at', 'id'])
    .execute()
  await schema
    .createIndex('session_by_node')
    .on('session')
    .columns(['account_id', 'region', 'node_id', 'is_host_done'])
    .execute()
  await schema.createIndex('session_by_end').on('session').columns(['is_open', 'ended_at']).execute()
}
