import type { Page, PageRequest } from '../../domain/basics/page.ts'

/** Makes a page of rows that were read with `limit + 1`: the extra row only tells that there is more. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  page: PageRequest,
  toItem: (row: Row) => Item,
  sortKey: (row: Row) => string,
): Page<Item> {
  const items = rows.slice(0, page.limit)
  const last = items.at(-1)
  return { items: items.map(toItem), ...(rows.length > page.limit && last && { next: sortKey(last) }) }
}
