import type { Compilable, CompiledQuery } from 'kysely'
import type { Database } from './sql-stores.ts'

/**
 * A statement whose text is built at its first use and never again: building costs several times what running a small
 * statement does. The parameters replace those that it was built with, in the order in which they stand in its text.
 */
export function buildOnce(db: Database, build: () => Compilable): (parameters: readonly unknown[]) => Promise<unknown> {
  let built: CompiledQuery | undefined
  return parameters => {
    built ??= build().compile()
    return db.executeQuery({ ...built, parameters })
  }
}
