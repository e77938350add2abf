import type { Kysely } from 'kysely'

/** Which records wait for their copy in a bucket, and of which only the copy is left. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  await schema.alterTable('session_record').addColumn('copy_due_at', 'bigint').execute()
  await schema
    .alterTable('session_record')
    .addColumn('is_elsewhere', 'integer', c => c.notNull().defaultTo(0))
    .execute()
  await schema.createIndex('session_record_by_copy').on('session_record').column('copy_due_at').execute()
}
