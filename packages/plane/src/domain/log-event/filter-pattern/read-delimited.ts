import { badPattern } from './bad-pattern.ts'

/**
 * What stands from the delimiter at `start` to the next of its kind, and where it ends. In quotes a backslash takes the
 * next quote or backslash for itself; in regular expressions it stays, and so does a percent sign behind it.
 * Throws `filter-pattern.invalid` when there is no end.
 */
export function readDelimited(pattern: string, start: number): { readonly text: string; readonly end: number } {
  const delimiter = pattern[start]!
  let text = ''
  for (let at = start + 1; at < pattern.length; at++) {
    const char = pattern[at]!
    if (char === delimiter) return { text, end: at + 1 }
    const next = pattern[at + 1]
    if (char === '\\' && next !== undefined && (delimiter === '%' || next === '"' || next === '\\')) {
      text += delimiter === '%' ? char + next : next
      at++
    } else text += char
  }
  throw badPattern(`Unterminated ${delimiter === '%' ? 'regular expression' : 'string'}`)
}
