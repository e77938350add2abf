// PostgreSQL. Each write is a transaction of its own on a pooled connection. One plane at a time: what it holds in memory is
// refreshed by its own writes alone, so a second one would let in whom the first has locked out.
import { Kysely, PostgresDialect } from 'kysely'
import { Pool, type PoolClient, types } from 'pg'
import type { Storage, Writer } from '../../domain/storage.ts'
import { migrate } from '../migrations/migrate.ts'
import type { Schema } from '../schema.ts'
import { sqlStores } from '../sql/sql-stores.ts'

const connectionsMax = 10
const longestPauseMs = 200
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
  const lock = holdLock(pool)
  await lock()
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  await migrate(db)
  return {
    read: sqlStores(db),
    async write(work) {
      await lock()
      for (let attempt = 1; ; attempt++) {
        try {
          return await writeOnce(db, work)
        } catch (error) {
          if (attempt >= (attemptsMax[(error as { code?: string }).code ?? ''] ?? 1)) throw error
          await pause(attempt)
        }
      }
    },
    async close() {
      await lock.release()
      await db.destroy()
    },
  }
}

/**
 * Holds the schema for this plane, on a connection of its own; taken again when that is lost. Rejects while another plane
 * has it.
 */
function holdLock(pool: Pool): { (): Promise<PoolClient>; release(): Promise<void> } {
  let held: Promise<PoolClient> | undefined
  const forget = () => (held = undefined)

  async function take(): Promise<PoolClient> {
    const client = await pool.connect()
    const query = "select pg_try_advisory_lock(hashtext('hostler ' || current_schema())) as taken"
    const { rows } = await client.query<{ taken: boolean }>(query)
    if (!rows[0]?.taken) {
      client.release()
      throw new Error('another plane uses this database')
    }
    client.once('error', error => {
      forget()
      client.release(error)
    })
    return client
  }

  return Object.assign(
    () =>
      (held ??= take().catch((error: unknown) => {
        forget()
        throw error
      })),
    {
      async release() {
        // Ends the connection, and with it the lock.
        await held?.then(
          client => client.release(true),
          () => undefined,
        )
      },
    },
  )
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
