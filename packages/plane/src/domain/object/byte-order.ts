// Keys stand in the order of their UTF-8 bytes, which is that of code points. JavaScript compares UTF-16 units, and
// differs where one of them is part of a surrogate pair.

/** Negative when `a` stands before `b`. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** The first text behind everything that begins with `prefix`; undefined where there is none. */
export function behindPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix)
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0)!
    // Surrogates are no characters.
    const next = point === 0xd7ff ? 0xe000 : point + 1
    if (next <= 0x10ffff) return points.join('') + String.fromCodePoint(next)
  }
  return undefined
}
