// EC2's filters: values are alternatives, filters all have to hold, `*` and `?` stand for anything.
import type { Filter } from '@hostler/wire/models/ec2'
import { invalidFilter } from './errors.ts'

/** What one filter name reads off a thing: all values count. */
export type FilterReader<T> = (thing: T) => readonly (string | undefined)[]

/**
 * A test for the filters of a request. Throws InvalidParameterValue for a filter name that nothing reads.
 *
 * @param tagsOf tags of the thing, for `tag:KEY` and `tag-key`
 */
export function matcherOf<T>(
  filters: readonly Filter[] | undefined,
  readers: Readonly<Record<string, FilterReader<T>>>,
  tagsOf: (thing: T) => ReadonlyMap<string, string>,
): (thing: T) => boolean {
  const tests = (filters ?? []).map(({ Name = '', Values = [] }) => {
    const read = readerOf(Name, readers, tagsOf)
    return (thing: T) => read(thing).some(value => value !== undefined && Values.some(wanted => isLike(value, wanted)))
  })
  return thing => tests.every(test => test(thing))
}

function readerOf<T>(
  name: string,
  readers: Readonly<Record<string, FilterReader<T>>>,
  tagsOf: (thing: T) => ReadonlyMap<string, string>,
): FilterReader<T> {
  if (name.startsWith('tag:')) return thing => [tagsOf(thing).get(name.slice('tag:'.length))]
  if (name === 'tag-key') return thing => [...tagsOf(thing).keys()]
  if (!Object.hasOwn(readers, name)) throw invalidFilter(name)
  return readers[name]!
}

/** Linear in the text for any pattern: on a mismatch only the last `*` is tried again. */
function isLike(text: string, pattern: string): boolean {
  let [t, p, star, mark] = [0, 0, -1, 0]
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++
      mark = t
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++
      t++
    } else if (star >= 0) {
      p = star + 1
      t = ++mark
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
