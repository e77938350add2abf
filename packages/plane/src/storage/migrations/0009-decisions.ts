import type { Kysely } from 'kysely'
import { textColumn } from './column-types.ts'

/** Decisions of the permission check, and what users and roles last did. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  const text = textColumn(db)
  await schema
    .createTable('access_decision')
    .addColumn('id', text, c => c.primaryKey().notNull())
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('kind', text, c => c.notNull())
    .addColumn('caller_arn', text, c => c.notNull())
    .addColumn('identity_arn', text, c => c.notNull())
    .addColumn('action', text, c => c.notNull())
    .addColumn('is_allowed', 'integer', c => c.notNull())
    .addColumn('record', text, c => c.notNull())
    .execute()
  await schema.createIndex('access_decision_of_account').on('access_decision').columns(['account_id', 'id']).execute()
  await schema
    .createIndex('access_decision_of_identity')
    .on('access_decision')
    .columns(['account_id', 'identity_arn', 'id'])
    .execute()
  await schema.createIndex('access_decision_of_kind').on('access_decision').columns(['kind', 'id']).execute()
  await schema
    .createTable('last_use')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('entity_id', text, c => c.notNull())
    .addColumn('action', text, c => c.notNull())
    .addColumn('at', 'bigint', c => c.notNull())
    .addColumn('region', text, c => c.notNull())
    .addPrimaryKeyConstraint('last_use_key', ['account_id', 'entity_id', 'action'])
    .execute()
}
