// The default engine: one file, one writing connection with grouped commits, one reading connection.
import { Kysely, SqliteDialect } from 'kysely'
import type { Storage } from '../../domain/storage.ts'
import { migrate } from '../migrations/migrate.ts'
import type { Schema } from '../schema.ts'
import { sqlStores } from '../sql/sql-stores.ts'
import { GroupCommit } from './group-commit.ts'
import { openSqlite } from './sqlite-database.ts'

/** Opens the database file, creating and migrating it as needed. Throws a sentence that names a file it cannot use. */
export async function openSqliteStorage(file: string): Promise<Storage> {
  try {
    return await open(file)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(
      `the database ${file} cannot be used: ${reason}; put a good copy back or choose another data folder`,
      {
        cause,
      },
    )
  }
}

async function open(file: string): Promise<Storage> {
  const writing = openSqlite(file)
  const writer = new Kysely<Schema>({ dialect: new SqliteDialect({ database: writing }) })
  await migrate(writer)
  const reader = new Kysely<Schema>({ dialect: new SqliteDialect({ database: openSqlite(file) }) })
  const stores = sqlStores(writer)
  const commits = new GroupCommit(writing.connection)
  return {
    read: sqlStores(reader),
    write(work) {
      const afterCommit: (() => void)[] = []
      const session = { ...stores, afterCommit: (action: () => void) => void afterCommit.push(action) }
      return commits.add(() => work(session), afterCommit)
    },
    async close() {
      await commits.idle()
      await reader.destroy()
      await writer.destroy()
    },
  }
}
