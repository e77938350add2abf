import type { Selectable } from 'kysely'
import type { Page, PageRequest } from '../../domain/basics/page.ts'
import type { Schema } from '../schema.ts'
import { pageOf } from './page-of.ts'
import type { Database } from './sql-stores.ts'

/** Tables of IAM's entities: an account, a name that is unique without regard to case, a path, a unique id. */
export type NamedTable = 'iam_user' | 'iam_role' | 'iam_group' | 'iam_policy' | 'instance_profile'

export interface NamedEntities<Entity> {
  find(accountId: string, name: string): Promise<Entity | undefined>
  findById(accountId: string, id: string): Promise<Entity | undefined>
  list(accountId: string, pathPrefix: string, page: PageRequest): Promise<Page<Entity>>
  insert(entity: Entity): Promise<void>
  update(entity: Entity): Promise<void>
  delete(accountId: string, id: string): Promise<void>
}

/** What users, roles, groups, policies and instance profiles have in common; their rows differ only in further columns. */
export function namedEntities<Table extends NamedTable, Entity>(
  db: Database,
  table: Table,
  toEntity: (row: Selectable<Schema[Table]>) => Entity,
  toRow: (entity: Entity) => Schema[Table],
): NamedEntities<Entity> {
  // The query builder needs one table to type; all have the columns that are named here.
  const oneTable = table as 'iam_user'
  const read = (row: Selectable<Schema['iam_user']>) => toEntity(row as unknown as Selectable<Schema[Table]>)
  const write = (entity: Entity) => toRow(entity) as unknown as Schema['iam_user']
  const rows = () => db.selectFrom(oneTable).selectAll()
  return {
    async find(accountId, name) {
      const row = await rows()
        .where('account_id', '=', accountId)
        .where('lower_name', '=', name.toLowerCase())
        .executeTakeFirst()
      return row && read(row)
    },
    async findById(accountId, id) {
      const row = await rows().where('id', '=', id).where('account_id', '=', accountId).executeTakeFirst()
      return row && read(row)
    },
    async list(accountId, pathPrefix, page) {
      const found = await rows()
        .where('account_id', '=', accountId)
        .where('lower_name', '>', page.after ?? '')
        .where(({ fn, val, eb }) => eb(fn('substr', ['path', val(1), val(pathPrefix.length)]), '=', pathPrefix))
        .orderBy('lower_name')
        .limit(page.limit + 1)
        .execute()
      return pageOf(found, page, read, row => row.lower_name)
    },
    async insert(entity) {
      await db.insertInto(oneTable).values(write(entity)).execute()
    },
    async update(entity) {
      const row = write(entity)
      await db.updateTable(oneTable).set(row).where('id', '=', row.id).execute()
    },
    async delete(accountId, id) {
      await db.deleteFrom(oneTable).where('id', '=', id).where('account_id', '=', accountId).execute()
    },
  }
}
