/** A map as JSON keeps it: pairs, in their order. An object would let names like `__proto__` mean something. */
export type Entries = readonly (readonly [string, string])[]

export function toEntries(map: ReadonlyMap<string, string>): Entries {
  return [...map]
}

export function fromEntries(entries: Entries): ReadonlyMap<string, string> {
  return new Map(entries)
}
