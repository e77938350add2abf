import { parsePageToken, toPageToken } from '../../domain/basics/page-token.ts'
import { invalidParameterValue } from './errors.ts'

const pageSizeMin = 5
const pageSizeMax = 1_000

/**
 * One page of a list that is sorted by `keyOf`. Without MaxResults, or with more than EC2 gives at once, the page is as
 * large as EC2's largest. Throws InvalidParameterValue below five.
 */
export function pageOf<T>(
  all: readonly T[],
  { MaxResults, NextToken }: { readonly MaxResults?: number; readonly NextToken?: string },
  keyOf: (item: T) => string,
): { readonly items: readonly T[]; readonly NextToken?: string } {
  if (MaxResults !== undefined && MaxResults < pageSizeMin) {
    throw invalidParameterValue(
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value greater than ${pageSizeMin}.`,
    )
  }
  const after = NextToken ? parsePageToken(NextToken) : ''
  const rest = all.filter(item => keyOf(item) > after)
  const items = rest.slice(0, Math.min(MaxResults ?? pageSizeMax, pageSizeMax))
  return items.length < rest.length ? { items, NextToken: toPageToken(keyOf(items.at(-1)!)) } : { items }
}
