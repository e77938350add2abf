import { parsePageToken, toPageToken } from '../../domain/basics/page-token.ts'
import { pageOfList } from '../iam/paging.ts'

const defaultMaxResults = 20

/** A page of a list that is held whole, in its order. Throws `page-token.invalid`. */
export function pageOf<T>(
  items: readonly T[],
  { NextToken, MaxResults }: { NextToken?: string; MaxResults?: number },
): { readonly items: readonly T[]; readonly next: { NextToken?: string } } {
  const request = {
    limit: MaxResults ?? defaultMaxResults,
    ...(NextToken !== undefined && { after: parsePageToken(NextToken) }),
  }
  const page = pageOfList(items, (_, index) => String(index).padStart(8, '0'), request)
  return { items: page.items, next: page.next === undefined ? {} : { NextToken: toPageToken(page.next) } }
}
