import { type Kysely, PostgresAdapter, sql } from 'kysely'

/**
 * Text that sorts by bytes in both engines: pages follow one order everywhere. SQLite does so by itself;
 * PostgreSQL would sort by the database's language.
 */
export function textColumn(db: Kysely<unknown>) {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
  return isPostgres ? sql`text collate "C"` : sql`text`
}
