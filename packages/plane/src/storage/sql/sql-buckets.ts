import type { Selectable } from 'kysely'
import type { Bucket, BucketWriter } from '../../domain/bucket/bucket.ts'
import type { LifecycleRule } from '../../domain/bucket/lifecycle-rule.ts'
import type { Schema } from '../schema.ts'
import { type Entries, fromEntries, toEntries } from './entries.ts'
import { pageOf } from './page-of.ts'
import type { Database } from './sql-stores.ts'

export function sqlBuckets(db: Database): BucketWriter {
  return {
    async find(name) {
      const row = await db.selectFrom('bucket').selectAll().where('name', '=', name).executeTakeFirst()
      return row && toBucket(row)
    },
    async list(accountId, { prefix, region }, page) {
      let query = db.selectFrom('bucket').selectAll().where('account_id', '=', accountId)
      if (region !== undefined) query = query.where('region', '=', region)
      // No name has a character behind `z`.
      if (prefix !== undefined) query = query.where('name', '>=', prefix).where('name', '<', `${prefix}{`)
      if (page.after !== undefined) query = query.where('name', '>', page.after)
      const rows = await query
        .orderBy('name')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows, page, toBucket, row => row.name)
    },
    async count(accountId) {
      const { count } = await db
        .selectFrom('bucket')
        .select(({ fn }) => fn.countAll().as('count'))
        .where('account_id', '=', accountId)
        .executeTakeFirstOrThrow()
      return Number(count)
    },
    async listWithLifecycle(page) {
      let query = db.selectFrom('bucket').selectAll().where('has_lifecycle', '=', 1)
      if (page.after !== undefined) query = query.where('name', '>', page.after)
      const rows = await query
        .orderBy('name')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows, page, toBucket, row => row.name)
    },
    async insert(bucket) {
      await db.insertInto('bucket').values(toRow(bucket)).execute()
    },
    async update(bucket) {
      await db.updateTable('bucket').set(toRow(bucket)).where('name', '=', bucket.name).execute()
    },
    async delete(name) {
      await db.deleteFrom('bucket').where('name', '=', name).execute()
    },
  }
}

/** What stands in columns of its own is not in the record. */
type BucketRecord = Omit<Bucket, 'name' | 'accountId' | 'region' | 'createdAt' | 'tags' | 'lifecycle'> & {
  readonly tags: Entries
  readonly lifecycle?: readonly RuleRecord[]
}

interface RuleRecord extends Omit<LifecycleRule, 'filter' | 'expiration'> {
  readonly filter: Omit<LifecycleRule['filter'], 'tags'> & { readonly tags: Entries }
  readonly expiration?: Omit<NonNullable<LifecycleRule['expiration']>, 'date'> & { readonly dateMs?: number }
}

function toRow({ name, accountId, region, createdAt, tags, lifecycle, ...rest }: Bucket): Schema['bucket'] {
  const record: BucketRecord = {
    ...rest,
    tags: toEntries(tags),
    ...(lifecycle && { lifecycle: lifecycle.map(toRuleRecord) }),
  }
  return {
    name,
    account_id: accountId,
    region,
    created_at: createdAt.getTime(),
    has_lifecycle: lifecycle ? 1 : 0,
    record: JSON.stringify(record),
  }
}

function toBucket(row: Selectable<Schema['bucket']>): Bucket {
  const { tags, lifecycle, ...rest } = JSON.parse(row.record) as BucketRecord
  return {
    name: row.name,
    accountId: row.account_id,
    region: row.region,
    createdAt: new Date(row.created_at),
    ...rest,
    tags: fromEntries(tags),
    ...(lifecycle && { lifecycle: lifecycle.map(toRule) }),
  }
}

function toRuleRecord({ filter, expiration, ...rule }: LifecycleRule): RuleRecord {
  const { date, ...rest } = expiration ?? {}
  return {
    ...rule,
    filter: { ...filter, tags: toEntries(filter.tags) },
    ...(expiration && { expiration: { ...rest, ...(date && { dateMs: date.getTime() }) } }),
  }
}

function toRule({ filter, expiration, ...rule }: RuleRecord): LifecycleRule {
  const { dateMs, ...rest } = expiration ?? {}
  return {
    ...rule,
    filter: { ...filter, tags: fromEntries(filter.tags) },
    ...(expiration && { expiration: { ...rest, ...(dateMs !== undefined && { date: new Date(dateMs) }) } }),
  }
}
