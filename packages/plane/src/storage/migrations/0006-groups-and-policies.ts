import type { Kysely } from 'kysely'
import { textColumn } from './column-types.ts'

/** Groups and their users; managed policies of an account's own and their versions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  const text = textColumn(db)
  await schema
    .createTable('iam_group')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('id', text, c => c.notNull().unique())
    .addColumn('name', text, c => c.notNull())
    .addColumn('lower_name', text, c => c.notNull())
    .addColumn('path', text, c => c.notNull())
    .addColumn('created_at', 'bigint', c => c.notNull())
    .addPrimaryKeyConstraint('iam_group_key', ['account_id', 'lower_name'])
    .execute()
  await schema
    .createTable('iam_group_member')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('group_id', text, c => c.notNull())
    .addColumn('user_id', text, c => c.notNull())
    .addPrimaryKeyConstraint('iam_group_member_key', ['account_id', 'group_id', 'user_id'])
    .execute()
  await schema
    .createIndex('iam_group_member_by_user')
    .on('iam_group_member')
    .columns(['account_id', 'user_id'])
    .execute()
  await schema
    .createTable('iam_policy')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('id', text, c => c.notNull().unique())
    .addColumn('name', text, c => c.notNull())
    .addColumn('lower_name', text, c => c.notNull())
    .addColumn('path', text, c => c.notNull())
    .addColumn('description', text, c => c.notNull())
    .addColumn('default_version', 'integer', c => c.notNull())
    .addColumn('versions_made', 'integer', c => c.notNull())
    .addColumn('created_at', 'bigint', c => c.notNull())
    .addColumn('updated_at', 'bigint', c => c.notNull())
    .addPrimaryKeyConstraint('iam_policy_key', ['account_id', 'lower_name'])
    .execute()
  await schema
    .createTable('iam_policy_version')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('policy_id', text, c => c.notNull())
    .addColumn('version', 'integer', c => c.notNull())
    .addColumn('document', text, c => c.notNull())
    .addColumn('created_at', 'bigint', c => c.notNull())
    .addPrimaryKeyConstraint('iam_policy_version_key', ['policy_id', 'version'])
    .execute()
}
