// Filter patterns: which events a search is for. Whatever a pattern says, trying it takes time in proportion to the text,
// and little stack. Three forms: terms, conditions on JSON, and columns, of which the last is not understood here.
import { badPattern } from './bad-pattern.ts'
import { parseJsonFilter } from './json-filter.ts'
import { parseTermFilter } from './term-filter.ts'

export interface EventFilter {
  matches(message: string): boolean
  /** How much trying it costs for each byte, in comparisons of characters; at least 1. */
  readonly cost: number
}

/** Throws `filter-pattern.invalid` with a sentence for people. */
export function parseEventFilter(pattern: string): EventFilter {
  const text = pattern.trim()
  if (text.startsWith('{')) return parseJsonFilter(text)
  if (text.startsWith('[')) throw badPattern('Space-delimited filter patterns are not supported')
  return parseTermFilter(text)
}
