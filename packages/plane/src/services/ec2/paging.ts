import { parsePageToken, toPageToken } from '../../domain/basics/page-token.ts'

const pageSizeMax = 1_000

/** One page of a list that is sorted by `keyOf`. Without MaxResults the page is as large as EC2's largest. */
export function pageOf<T>(
  all: readonly T[],
  { MaxResults, NextToken }: { readonly MaxResults?: number; readonly NextToken?: string },
  keyOf: (item: T) => string,
): { readonly items: readonly T[]; readonly NextToken?: string } {
  const after = NextToken ? parsePageToken(NextToken) : ''
  const rest = all.filter(item => keyOf(item) > after)
  const items = rest.slice(0, Math.min(MaxResults ?? pageSizeMax, pageSizeMax))
  return items.length < rest.length ? { items, NextToken: toPageToken(keyOf(items.at(-1)!)) } : { items }
}
