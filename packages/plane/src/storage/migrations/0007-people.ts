import type { Kysely } from 'kysely'
import { textColumn } from './column-types.ts'

/** What people sign in with: passwords, devices, names of accounts; and when keys were used last. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  const text = textColumn(db)
  await schema
    .createTable('login_profile')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('user_id', text, c => c.notNull())
    .addColumn('record', text, c => c.notNull())
    .addPrimaryKeyConstraint('login_profile_key', ['account_id', 'user_id'])
    .execute()
  await schema
    .createTable('password_policy')
    .addColumn('account_id', text, c => c.primaryKey())
    .addColumn('record', text, c => c.notNull())
    .execute()
  await schema
    .createTable('account_alias')
    .addColumn('account_id', text, c => c.primaryKey())
    .addColumn('alias', text, c => c.notNull().unique())
    .execute()
  await schema
    .createTable('mfa_device')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('serial_number', text, c => c.notNull())
    .addColumn('user_id', text)
    .addColumn('record', text, c => c.notNull())
    .addPrimaryKeyConstraint('mfa_device_key', ['account_id', 'serial_number'])
    .execute()
  await schema.createIndex('mfa_device_by_user').on('mfa_device').columns(['account_id', 'user_id']).execute()
  await schema
    .createTable('access_key_use')
    .addColumn('access_key_id', text, c => c.primaryKey())
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('used_at', 'bigint', c => c.notNull())
    .addColumn('service', text, c => c.notNull())
    .addColumn('region', text, c => c.notNull())
    .execute()
}
