import { type RawBuilder, sql, type SqlBool } from 'kysely'

/** The condition for texts that begin so, as a range that an index finds. Text sorts by bytes in both engines. */
export function beginsWith(column: string, prefix: string): RawBuilder<SqlBool> {
  if (prefix === '') return sql<SqlBool>`1 = 1`
  return sql<SqlBool>`(${sql.ref(column)} >= ${prefix} and ${sql.ref(column)} < ${`${prefix}\u{10ffff}`})`
}
