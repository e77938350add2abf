import { type Kysely, PostgresAdapter, sql } from 'kysely'
import { textColumn } from './column-types.ts'

/** The audit trails of accounts. The database itself refuses whatever is not added behind the last event. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  const text = textColumn(db)
  await schema
    .createTable('audit_event')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('sequence', 'bigint', c => c.notNull())
    .addColumn('id', text, c => c.notNull())
    .addColumn('region', text, c => c.notNull())
    .addColumn('at', 'bigint', c => c.notNull())
    .addColumn('name', text, c => c.notNull())
    .addColumn('source', text, c => c.notNull())
    .addColumn('is_read', 'integer', c => c.notNull())
    .addColumn('user_name', text)
    .addColumn('access_key_id', text)
    .addColumn('previous', text, c => c.notNull())
    .addColumn('hash', text, c => c.notNull())
    .addColumn('key_id', text)
    .addColumn('signature', text)
    .addColumn('record', text, c => c.notNull())
    .addPrimaryKeyConstraint('audit_event_key', ['account_id', 'sequence'])
    .execute()
  // The one index beside the key: lookups go through it by time and see in it all that they ask for. An index for each
  // attribute would make every write dearer than the change that it is about.
  const asked = ['id', 'region', 'name', 'source', 'is_read', 'user_name', 'access_key_id']
  await schema
    .createIndex('audit_event_by_time')
    .on('audit_event')
    .columns(['account_id', 'at', 'sequence', ...asked])
    .execute()
  await schema
    .createTable('audit_resource')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('sequence', 'bigint', c => c.notNull())
    .addColumn('type', text, c => c.notNull())
    .addColumn('name', text, c => c.notNull())
    .addPrimaryKeyConstraint('audit_resource_key', ['account_id', 'sequence', 'type', 'name'])
    .execute()
  await schema.createIndex('audit_resource_by_name').on('audit_resource').columns(['account_id', 'name']).execute()
  await schema
    .createTable('audit_cut')
    .addColumn('account_id', text, c => c.primaryKey().notNull())
    .addColumn('sequence', 'bigint', c => c.notNull())
    .addColumn('hash', text, c => c.notNull())
    .addColumn('line', text, c => c.notNull())
    .execute()
  await (db.getExecutor().adapter instanceof PostgresAdapter ? guardPostgres(db) : guardSqlite(db))
}

/** What the row that is written must follow: the last event, or the cut where none is left. */
const following = (row: string) => `1 + coalesce(
  (SELECT sequence FROM audit_event WHERE account_id = ${row}.account_id ORDER BY sequence DESC LIMIT 1),
  (SELECT sequence FROM audit_cut WHERE account_id = ${row}.account_id),
  0
)`
const isNotCut = `OLD.sequence > coalesce((SELECT sequence FROM audit_cut WHERE account_id = OLD.account_id), 0)`

async function guardSqlite(db: Kysely<unknown>): Promise<void> {
  const refuse = `BEGIN SELECT RAISE(ABORT, 'an audit trail is only ever added to'); END`
  const triggers = [
    `audit_event_follows BEFORE INSERT ON audit_event WHEN NEW.sequence <> ${following('NEW')}`,
    `audit_event_stays BEFORE UPDATE ON audit_event`,
    `audit_event_goes BEFORE DELETE ON audit_event WHEN ${isNotCut}`,
    `audit_cut_advances BEFORE UPDATE ON audit_cut WHEN NEW.sequence <= OLD.sequence`,
    `audit_cut_stays BEFORE DELETE ON audit_cut`,
  ]
  for (const trigger of triggers) await sql.raw(`CREATE TRIGGER ${trigger} ${refuse}`).execute(db)
}

async function guardPostgres(db: Kysely<unknown>): Promise<void> {
  const refusal = `RAISE EXCEPTION 'an audit trail is only ever added to'`
  const functions = [
    ['audit_refuse', `${refusal};`],
    ['audit_event_follow', `IF NEW.sequence <> ${following('NEW')} THEN ${refusal}; END IF; RETURN NEW;`],
    ['audit_event_go', `IF ${isNotCut} THEN ${refusal}; END IF; RETURN OLD;`],
    ['audit_cut_advance', `IF NEW.sequence <= OLD.sequence THEN ${refusal}; END IF; RETURN NEW;`],
  ] as const
  for (const [name, body] of functions) {
    const text = `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$`
    await sql.raw(text).execute(db)
  }
  const triggers = [
    'audit_event_follows BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_follow()',
    'audit_event_stays BEFORE UPDATE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse()',
    'audit_event_goes BEFORE DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_go()',
    'audit_event_whole BEFORE TRUNCATE ON audit_event EXECUTE FUNCTION audit_refuse()',
    'audit_cut_advances BEFORE UPDATE ON audit_cut FOR EACH ROW EXECUTE FUNCTION audit_cut_advance()',
    'audit_cut_stays BEFORE DELETE ON audit_cut FOR EACH ROW EXECUTE FUNCTION audit_refuse()',
    'audit_cut_whole BEFORE TRUNCATE ON audit_cut EXECUTE FUNCTION audit_refuse()',
  ]
  for (const trigger of triggers) await sql.raw(`CREATE TRIGGER ${trigger}`).execute(db)
}
