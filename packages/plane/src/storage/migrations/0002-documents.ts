import type { Kysely } from 'kysely'
import { textColumn } from './column-types.ts'

/** Documents of Systems Manager and their versions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  const text = textColumn(db)
  await schema
    .createTable('document')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('region', text, c => c.notNull())
    .addColumn('name', text, c => c.notNull())
    .addColumn('type', text, c => c.notNull())
    .addColumn('created_at', 'bigint', c => c.notNull())
    .addColumn('default_version', 'integer', c => c.notNull())
    .addColumn('latest_version', 'integer', c => c.notNull())
    .addColumn('versions_made', 'integer', c => c.notNull())
    .addPrimaryKeyConstraint('document_key', ['account_id', 'region', 'name'])
    .execute()
  await schema
    .createTable('document_version')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('region', text, c => c.notNull())
    .addColumn('name', text, c => c.notNull())
    .addColumn('version', 'integer', c => c.notNull())
    .addColumn('version_name', text)
    .addColumn('content', text, c => c.notNull())
    .addColumn('record', text, c => c.notNull())
    .addPrimaryKeyConstraint('document_version_key', ['account_id', 'region', 'name', 'version'])
    .execute()
  await schema
    .createIndex('document_version_by_name')
    .unique()
    .on('document_version')
    .columns(['account_id', 'region', 'name', 'version_name'])
    .execute()
}
