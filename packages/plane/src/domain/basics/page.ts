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
