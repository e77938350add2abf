/** One page of a listing: what was found and where to go on. */
export interface Page<T> {
  readonly items: readonly T[]
  /** Sort key of the last item, absent on the last page. */
  readonly next?: string
}

/** Which page: at most `limit` items whose sort key is greater than `after`. */
export interface PageRequest {
  readonly limit: number
  readonly after?: string
}

/** Every item of a listing, page by page. */
export async function listAll<T>(list: (after?: string) => Promise<Page<T>>): Promise<readonly T[]> {
  const found: T[] = []
  let page = await list()
  found.push(...page.items)
  while (page.next !== undefined) {
    page = await list(page.next)
    found.push(...page.items)
  }
  return found
}
