// PostgreSQL, for planes that share their state. Each write is a transaction of its own on a pooled connection.
import { Kysely, PostgresDialect } from 'kysely'
import { Pool, types } from 'pg'
import type { Storage, Writer } from '../../domain/storage.ts'
import { migrate } from '../migrations/migrate.ts'
import type { Schema } from '../schema.ts'
import { sqlStores } from '../sql/sql-stores.ts'

const connectionsMax = 10
const attemptsMax = 20
const pauseMaxMs = 200
/** `serialization_failure` and `deadlock_detected`: another write came between; the same work may succeed again. */
const retryable = new Set(['40001', '40P01'])

/**
 * Connects and migrates.
 *
 * @param url e.g. `postgres://user:password@host:5432/hostler`
 * @param schema PostgreSQL schema to live in; the connection's default when absent
 */
export async function openPostgresStorage(url: string, schema?: string): Promise<Storage> {
  const pool = new Pool({
    connectionString: url,
    max: connectionsMax,
    types: {
      getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)),
    },
    ...(schema && { options: `-c search_path=${schema}` }),
  })
  // A connection that breaks while idle is replaced by the pool; the next query tells whether that worked.
  pool.on('error', () => {})
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  await migrate(db)
  return {
    read: sqlStores(db),
    async write(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await writeOnce(db, work)
        } catch (error) {
          if (attempt === attemptsMax || !retryable.has((error as { code?: string }).code ?? '')) throw error
          await pause(attempt)
        }
      }
    },
    close: () => db.destroy(),
  }
}

/** Longer from time to time, and never as long as another's: writes that came at once would keep meeting each other. */
function pause(attempt: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, Math.random() * Math.min(2 ** attempt, pauseMaxMs)))
}

async function writeOnce<T>(db: Kysely<Schema>, work: (writer: Writer) => Promise<T>): Promise<T> {
  const afterCommit: (() => void)[] = []
  const result = await db
    .transaction()
    .setIsolationLevel('serializable')
    .execute(transaction => work({ ...sqlStores(transaction), afterCommit: action => void afterCommit.push(action) }))
  for (const action of afterCommit) action()
  return result
}
