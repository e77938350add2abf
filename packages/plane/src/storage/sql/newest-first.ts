// Listings that begin with the newest: by a time, and by id where times are the same.
import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Page, PageRequest } from '../../domain/basics/page.ts'
import { pageOf } from './page-of.ts'

/** Where an item stands in such a listing. */
export interface Place {
  readonly at: Date
  readonly id: string
}

/** The condition for what comes after a page's sort key. A key that was not made here finds nothing. */
export function isAfter(atColumn: string, idColumn: string, after: string): RawBuilder<SqlBool> {
  const [at = '', id = ''] = after.split(' ')
  const atMs = /^\d{1,15}$/.test(at) ? Number(at) : 0
  return sql<SqlBool>`(${sql.ref(atColumn)}, ${sql.ref(idColumn)}) < (${atMs}, ${id})`
}

/** Makes a page of items that were read with `limit + 1`. */
export function newestFirst<Item>(items: readonly Item[], page: PageRequest, place: (item: Item) => Place): Page<Item> {
  return pageOf(
    items,
    page,
    item => item,
    item => `${place(item).at.getTime()} ${place(item).id}`,
  )
}
