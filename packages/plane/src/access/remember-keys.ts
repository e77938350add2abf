import type { ContextLookup, ContextValue } from '@hostler/policy/index'

/** Condition keys that policies looked at; undefined for those that have no value. */
export type LookedAt = ReadonlyMap<string, ContextValue | undefined>

/** What is remembered of a key that has no one value. */
export const severalValues = '(several values)'

/** A lookup that remembers what it was asked for. Most questions ask for nothing: then nothing is made. */
export class RememberingLookup implements ContextLookup {
  readonly #lookup: ContextLookup
  #looked: Map<string, ContextValue | undefined> | undefined

  constructor(lookup: ContextLookup) {
    this.#lookup = lookup
  }

  get looked(): LookedAt | undefined {
    return this.#looked
  }

  get(key: string): ContextValue | undefined {
    this.#looked ??= new Map()
    this.#looked.set(key, severalValues)
    const value = this.#lookup.get(key)
    this.#looked.set(key, value)
    return value
  }
}
