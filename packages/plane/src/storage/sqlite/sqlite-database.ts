// node:sqlite in the clothes that Kysely's SQLite dialect expects. Statements are prepared once per text.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { SqliteDatabase, SqliteStatement } from 'kysely'

const preparedStatementsMax = 500

/**
 * Opens one connection. Every connection of a file agrees on WAL and `synchronous=FULL`: a commit that returned
 * survives `kill -9` and power loss.
 */
export function openSqlite(file: string): SqliteDatabase & { readonly connection: DatabaseSync } {
  const connection = new DatabaseSync(file)
  connection.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON')
  const prepared = new Map<string, SqliteStatement>()
  return {
    connection,
    close: () => connection.close(),
    prepare(sql) {
      let statement = prepared.get(sql)
      if (!statement) {
        if (prepared.size >= preparedStatementsMax) prepared.clear()
        statement = toKyselyStatement(connection.prepare(sql))
        prepared.set(sql, statement)
      }
      return statement
    },
  }
}

function toKyselyStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: parameters => statement.all(...(parameters as SQLInputValue[])),
    run: parameters => statement.run(...(parameters as SQLInputValue[])),
    iterate: parameters => statement.iterate(...(parameters as SQLInputValue[])),
  }
}
