// Walks through keys in their order and folds those that share a prefix up to a delimiter. Keys behind a folded prefix
// are sought, never read one by one: a folder of a million keys costs one step.
import { behindPrefix, compareKeys } from './byte-order.ts'

/** Items in the order of their keys; those of one key in an order of their own. */
export interface KeyOrder<Item extends { readonly key: string }, Place> {
  /** Before the first item of a key, which need not be there. */
  before(key: string): Place
  after(item: Item): Place
  /** At most so many items behind a place and before a key. */
  list(after: Place, until: string | undefined, limit: number): Promise<readonly Item[]>
}

export interface Walk<Place> {
  readonly prefix?: string
  /** Any text; empty is none. */
  readonly delimiter?: string
  /** Where a walk before this one ended. A common prefix that the key is, or lies in, is not given again. */
  readonly from?: { readonly key: string; readonly place: Place }
  /** Of items and common prefixes together. */
  readonly limit: number
}

export interface Walked<Item> {
  readonly items: readonly Item[]
  readonly commonPrefixes: readonly string[]
  readonly isTruncated: boolean
  /** What was given last: a common prefix, when it is a text. Absent when nothing was. */
  readonly last?: Item | string
}

const leastAtOnce = 8
const mostAtOnce = 1_000

export async function walkKeys<Item extends { readonly key: string }, Place>(
  order: KeyOrder<Item, Place>,
  walk: Walk<Place>,
): Promise<Walked<Item>> {
  const { prefix = '', delimiter = '', limit } = walk
  const until = prefix === '' ? undefined : behindPrefix(prefix)
  const found: (Item | string)[] = []
  let place = startOf(order, walk)
  let atOnce = delimiter === '' ? limit + 1 : leastAtOnce
  while (place !== undefined && found.length <= limit) {
    const wanted = Math.min(atOnce, limit + 1 - found.length)
    const items = await order.list(place, until, wanted)
    const before = found.length
    let folded: string | undefined
    for (const item of items) {
      if (folded !== undefined && item.key.startsWith(folded)) continue
      folded = commonPrefixOf(item.key, prefix, delimiter)
      found.push(folded ?? item)
    }
    if (items.length < wanted) break
    place = folded === undefined ? order.after(items.at(-1)!) : beforeKey(order, behindPrefix(folded))
    // Many items of one folded prefix were read for nothing: fewer the next time.
    atOnce = (found.length - before) * 2 < items.length ? leastAtOnce : Math.min(atOnce * 2, mostAtOnce)
  }
  return toWalked(found, limit)
}

/** The part of a key up to the first delimiter behind the prefix, and it; undefined where there is none. */
function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined
  const at = key.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : key.slice(0, at + delimiter.length)
}

/** Undefined when nothing can follow. */
function startOf<Item extends { readonly key: string }, Place>(
  order: KeyOrder<Item, Place>,
  { prefix = '', delimiter = '', from, limit }: Walk<Place>,
): Place | undefined {
  // No key has this character, and not every database knows it.
  if (prefix.includes('\0') || limit <= 0) return undefined
  if (!from || compareKeys(from.key, prefix) < 0) return order.before(prefix)
  if (!from.key.startsWith(prefix)) return undefined
  const folded = commonPrefixOf(from.key, prefix, delimiter)
  return folded === undefined ? from.place : beforeKey(order, behindPrefix(folded))
}

function beforeKey<Item extends { readonly key: string }, Place>(
  order: KeyOrder<Item, Place>,
  key: string | undefined,
): Place | undefined {
  return key === undefined ? undefined : order.before(key)
}

function toWalked<Item>(found: readonly (Item | string)[], limit: number): Walked<Item> {
  const given = found.slice(0, limit)
  return {
    items: given.filter((each): each is Item => typeof each !== 'string'),
    commonPrefixes: given.filter(each => typeof each === 'string'),
    isTruncated: found.length > limit,
    last: given.at(-1),
  }
}
