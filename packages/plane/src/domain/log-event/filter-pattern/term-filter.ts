// Terms: all must be in the text; of those marked `?` one; none of those marked `-`. Phrases stand in quotes, regular
// expressions between percent signs. As on AWS, `?` means nothing beside terms of the other kinds.
import { badPattern } from './bad-pattern.ts'
import type { EventFilter } from './event-filter.ts'
import { Needle } from './needle.ts'
import { readDelimited } from './read-delimited.ts'
import { regularTest, type TextTest } from './text-test.ts'

interface Term {
  readonly mark: '' | '?' | '-'
  readonly test: TextTest
}

const termsMax = 64
const regularMax = 2
const word = /^[\p{L}\p{N}\p{M}_]+$/u

/** Throws `filter-pattern.invalid`. */
export function parseTermFilter(pattern: string): EventFilter {
  const terms = readTerms(pattern)
  const of = (mark: Term['mark']) => terms.filter(term => term.mark === mark).map(term => term.test)
  const [all, none] = [of(''), of('-')]
  const any = all.length + none.length > 0 ? [] : of('?')
  return {
    cost: Math.max(
      1,
      terms.reduce((sum, { test }) => sum + test.cost, 0),
    ),
    matches: message =>
      all.every(test => test.matches(message)) &&
      !none.some(test => test.matches(message)) &&
      (any.length === 0 || any.some(test => test.matches(message))),
  }
}

function readTerms(pattern: string): readonly Term[] {
  const terms: Term[] = []
  let regulars = 0
  for (let at = skipSpace(pattern, 0); at < pattern.length;) {
    const mark = pattern[at] === '?' || pattern[at] === '-' ? pattern[at]! : ''
    at += mark.length
    const delimiter = pattern[at]
    if (delimiter === '"' || delimiter === '%') {
      const { text, end } = readDelimited(pattern, at)
      if (delimiter === '%' && ++regulars > regularMax) throw badPattern('Too many regular expressions')
      terms.push({ mark: mark as Term['mark'], test: delimiter === '%' ? regularTest(text) : contains(text) })
      at = end
    } else {
      const text = /^\S*/.exec(pattern.slice(at))![0]
      if (!word.test(text)) throw badPattern(`Invalid character(s) in term '${text}'`)
      terms.push({ mark: mark as Term['mark'], test: contains(text) })
      at += text.length
    }
    if (terms.length > termsMax) throw badPattern('Too many terms')
    at = skipSpace(pattern, at)
  }
  return terms
}

function contains(text: string): TextTest {
  const needle = new Needle(text)
  return { cost: 1, matches: message => needle.find(message) >= 0 }
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && /\s/.test(text[at]!)) at++
  return at
}
