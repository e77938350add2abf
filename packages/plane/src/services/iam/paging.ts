import { DomainError } from '../../domain/basics/errors.ts'
import type { Page, PageRequest } from '../../domain/basics/page.ts'
import { parsePageToken, toPageToken } from '../../domain/basics/page-token.ts'

const defaultMaxItems = 100

/** The page that a listing asks for. Throws `page-token.invalid`. */
export function pageRequest({ Marker, MaxItems }: { Marker?: string; MaxItems?: number }): PageRequest {
  return { limit: MaxItems ?? defaultMaxItems, ...(Marker !== undefined && { after: parsePageToken(Marker) }) }
}

/** What every listing says about its page. */
export function renderPage({ next }: Pick<Page<unknown>, 'next'>): { IsTruncated: boolean; Marker?: string } {
  return next === undefined ? { IsTruncated: false } : { IsTruncated: true, Marker: toPageToken(next) }
}

const positionDigits = 7

/**
 * Where a page begins in a list that is made page by page; its marker is that of {@link byPosition}. Throws
 * `page-token.invalid`.
 */
export function firstPosition({ after }: PageRequest): number {
  if (after === undefined) return 0
  if (!/^\d{7,9}$/.test(after)) throw new DomainError('page-token', 'invalid', after)
  return Number(after) + 1
}

/** A page of a list that is held whole. */
export function pageOfList<T>(
  items: readonly T[],
  sortKey: (item: T, index: number) => string,
  { limit, after = '' }: PageRequest,
): Page<T> {
  const keyed = items.map((item, index) => ({ item, key: sortKey(item, index) })).filter(({ key }) => key > after)
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1))
  const page = keyed.slice(0, limit)
  const last = page.at(-1)
  return { items: page.map(({ item }) => item), ...(keyed.length > limit && last && { next: last.key }) }
}

/** A sort key for lists whose items have none that fits into a marker. */
export function byPosition(_item: unknown, index: number): string {
  return String(index).padStart(positionDigits, '0')
}
