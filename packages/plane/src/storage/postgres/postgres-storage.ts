// PostgreSQL, for planes that share their state. Each write is a transaction of its own on a pooled connection.
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Storage } from '../../domain/storage.ts'
import { migrate } from '../migrations/migrate.ts'
import type { Schema } from '../schema.ts'
import { sqlStores } from '../sql/sql-stores.ts'

const int8 = 20
const connectionsMax = 10

/**
 * Connects and migrates.
 *
 * @param url e.g. `postgres://user:password@host:5432/hostler`
 * @param schema PostgreSQL schema to live in; the connection's default when absent
 */
export async function openPostgresStorage(url: string, schema?: string): Promise<Storage> {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    types: { getTypeParser: (oid, format) => (oid === int8 ? Number : pg.types.getTypeParser(oid, format)) },
    ...(schema && { options: `-c search_path=${schema}` }),
  })
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  await migrate(db)
  return {
    read: sqlStores(db),
    async write(work) {
      const afterCommit: (() => void)[] = []
      const result = await db
        .transaction()
        .setIsolationLevel('serializable')
        .execute(transaction =>
          work({ ...sqlStores(transaction), afterCommit: action => void afterCommit.push(action) }),
        )
      for (const action of afterCommit) action()
      return result
    },
    close: () => db.destroy(),
  }
}
