import type { Kysely } from 'kysely'
import { textColumn } from './column-types.ts'

/** Buckets, the versions of their objects, open uploads, and which bytes they consist of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  const text = textColumn(db)
  await schema
    .createTable('bucket')
    .addColumn('name', text, c => c.primaryKey().notNull())
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('region', text, c => c.notNull())
    .addColumn('created_at', 'bigint', c => c.notNull())
    .addColumn('has_lifecycle', 'integer', c => c.notNull())
    .addColumn('record', text, c => c.notNull())
    .execute()
  await schema.createIndex('bucket_of_account').on('bucket').columns(['account_id', 'name']).execute()
  await schema.createIndex('bucket_with_lifecycle').on('bucket').columns(['has_lifecycle', 'name']).execute()
  await schema
    .createTable('object_version')
    .addColumn('bucket', text, c => c.notNull())
    .addColumn('key', text, c => c.notNull())
    // The sequence, negative: indexes and row comparisons go one way for all their columns.
    .addColumn('newest_first', 'bigint', c => c.notNull())
    .addColumn('version_id', text, c => c.notNull())
    // The latest version, and no delete marker: what a listing of objects shows.
    .addColumn('is_current', 'integer', c => c.notNull())
    .addColumn('modified_at', 'bigint', c => c.notNull())
    // Null for the latest version of its key.
    .addColumn('noncurrent_since', 'bigint')
    .addColumn('size_bytes', 'bigint', c => c.notNull())
    // Null for a delete marker.
    .addColumn('body', text, c => c.unique())
    .addColumn('record', text, c => c.notNull())
    .addPrimaryKeyConstraint('object_version_key', ['bucket', 'key', 'newest_first'])
    .addUniqueConstraint('object_version_id', ['bucket', 'key', 'version_id'])
    .execute()
  await schema
    .createIndex('object_version_current')
    .on('object_version')
    .columns(['bucket', 'is_current', 'key'])
    .execute()
  await schema
    .createTable('object_piece')
    .addColumn('body', text, c => c.notNull())
    .addColumn('number', 'integer', c => c.notNull())
    .addColumn('bytes_id', text, c => c.notNull().unique())
    .addColumn('size_bytes', 'bigint', c => c.notNull())
    .addColumn('record', text, c => c.notNull())
    .addPrimaryKeyConstraint('object_piece_key', ['body', 'number'])
    .execute()
  await schema
    .createTable('upload')
    .addColumn('id', text, c => c.primaryKey().notNull())
    .addColumn('bucket', text, c => c.notNull())
    .addColumn('key', text, c => c.notNull())
    .addColumn('record', text, c => c.notNull())
    .execute()
  await schema.createIndex('upload_by_key').on('upload').columns(['bucket', 'key', 'id']).execute()
}
