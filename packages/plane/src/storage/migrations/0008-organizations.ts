import type { Kysely } from 'kysely'
import { textColumn } from './column-types.ts'

/** Organizations, and whether an account is open. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  const text = textColumn(db)
  await schema
    .createTable('organization')
    .addColumn('id', text, c => c.primaryKey())
    .addColumn('management_account_id', text, c => c.notNull().unique())
    .addColumn('record', text, c => c.notNull())
    .execute()
  await schema
    .alterTable('account')
    .addColumn('status', text, c => c.notNull().defaultTo('active'))
    .execute()
}
