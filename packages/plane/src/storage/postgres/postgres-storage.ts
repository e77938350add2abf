// PostgreSQL, for planes that share their state. Each write is a transaction of its own on a pooled connection.
import { Kysely, PostgresDialect } from 'kysely'
import { Pool, types } from 'pg'
import type { Storage, Writer } from '../../domain/storage.ts'
import { migrate } from '../migrations/migrate.ts'
import type { Schema } from '../schema.ts'
import { sqlStores } from '../sql/sql-stores.ts'

const connectionsMax = 10
const longestPauseMs = 64
/**
 * `serialization_failure` and `deadlock_detected`: another write came between; the same work may succeed again. So it may
 * after a `unique_violation`, when it looked before it inserted.
 */
const attemptsMax: Readonly<Record<string, number>> = { '40001': 20, '40P01': 20, '23505': 5 }

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
          if (attempt >= (attemptsMax[(error as { code?: string }).code ?? ''] ?? 1)) throw error
          await pause(attempt)
        }
      }
    },
    close: () => db.destroy(),
  }
}

/** By chance and longer each time: those that came at once do not come at once again. */
function pause(attempt: number): Promise<void> {
  const ms = Math.random() * Math.min(2 ** attempt, longestPauseMs)
  return new Promise(resolve => setTimeout(resolve, ms))
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
