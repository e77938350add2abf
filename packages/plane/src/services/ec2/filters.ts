// EC2's filters: values are alternatives, filters all have to hold, `*` and `?` stand for anything
// unless a backslash is before them.
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
    const patterns = Values.map(partsOf)
    return (thing: T) => read(thing).some(value => value !== undefined && patterns.some(parts => isLike(value, parts)))
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

const anything = Symbol('*')
const anyCharacter = Symbol('?')
type PatternPart = string | typeof anything | typeof anyCharacter

/** A backslash takes the meaning from what follows it. */
function partsOf(pattern: string): PatternPart[] {
  return (pattern.match(/\\?./gs) ?? []).map(part => {
    if (part === '*') return anything
    if (part === '?') return anyCharacter
    return part.length === 2 ? part[1]! : part
  })
}

/** Tries again only from the last `*`, so that no pattern makes it slow. */
function isLike(text: string, parts: readonly PatternPart[]): boolean {
  let [t, p, star, mark] = [0, 0, -1, 0]
  while (t < text.length) {
    if (parts[p] === anything) {
      star = p++
      mark = t
    } else if (parts[p] === anyCharacter || parts[p] === text[t]) {
      p++
      t++
    } else if (star >= 0) {
      p = star + 1
      t = ++mark
    } else return false
  }
  while (parts[p] === anything) p++
  return p === parts.length
}
