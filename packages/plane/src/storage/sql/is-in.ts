import { type RawBuilder, sql, type SqlBool } from 'kysely'

/** The condition for what belongs to an account's region: all that is kept for one carries both columns. */
export function isIn({ accountId, region }: { accountId: string; region: string }): RawBuilder<SqlBool> {
  return sql<SqlBool>`(account_id = ${accountId} and region = ${region})`
}
