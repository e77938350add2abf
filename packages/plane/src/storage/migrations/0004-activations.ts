import type { Kysely } from 'kysely'
import { textColumn } from './column-types.ts'

/** Activations, and what nodes that came by one have of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  const text = textColumn(db)
  await schema
    .createTable('activation')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('region', text, c => c.notNull())
    .addColumn('id', text, c => c.notNull().unique())
    .addColumn('record', text, c => c.notNull())
    .addPrimaryKeyConstraint('activation_key', ['account_id', 'region', 'id'])
    .execute()
  await schema.alterTable('host_registration').addColumn('hybrid', text).execute()
  await schema.createIndex('host_registration_by_id').on('host_registration').column('id').execute()
  await schema.alterTable('node').addColumn('hybrid', text).execute()
}
