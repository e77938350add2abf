// Wildcard matching in one pass, whatever the pattern: the pattern is a small automaton whose possible states are bits,
// all advanced together for each character of the text. No backtracking and no RegExp, so no pattern can be a bomb:
// the cost is (length of the text) x (pattern length / 32), rounded up.

import { anyChar, anyRun, Automaton, isRun, isWildcard, type MatchableText } from './automaton.ts'

/** A compiled pattern. Exact text, a bare prefix and a bare suffix are compared without the automaton. */
export class Wildcard {
  readonly #prefix: string
  readonly #suffix: string
  readonly #minimumLength: number
  readonly #middle: 'none' | 'anything' | Automaton

  constructor(symbols: readonly number[]) {
    const first = symbols.findIndex(isWildcard)
    const last = symbols.findLastIndex(isWildcard)
    const middle = first < 0 ? [] : symbols.slice(first, last + 1)
    this.#prefix = textOf(first < 0 ? symbols : symbols.slice(0, first))
    this.#suffix = first < 0 ? '' : textOf(symbols.slice(last + 1))
    this.#minimumLength = symbols.filter(symbol => !isRun(symbol)).length
    if (first < 0) this.#middle = 'none'
    else this.#middle = middle.every(symbol => symbol === anyRun) ? 'anything' : new Automaton(middle)
  }

  /** True when the whole text matches. */
  matches(text: MatchableText): boolean {
    if (text.length < this.#minimumLength || !text.startsWith(this.#prefix)) return false
    if (this.#middle === 'none') return text.length === this.#prefix.length
    if (!text.endsWith(this.#suffix)) return false
    if (this.#middle === 'anything') return true
    return this.#middle.accepts(text, this.#prefix.length, text.length - this.#suffix.length)
  }

  /** Machine words worked on per character of text: the constant in the linear bound. */
  get wordsPerCharacter(): number {
    return typeof this.#middle === 'string' ? 0 : this.#middle.words
  }
}

/** Symbols of a text in which `*` and `?` are wildcards for anything. */
export function wildcardSymbols(text: string): number[] {
  const symbols: number[] = []
  for (let at = 0; at < text.length; at++) {
    const symbol = wildcardSymbol(text.charCodeAt(at))
    if (symbol !== anyRun || symbols.at(-1) !== anyRun) symbols.push(symbol)
  }
  return symbols
}

/** `*` and `?` as wildcards for anything, every other character as itself. */
export function wildcardSymbol(code: number): number {
  if (code === 42) return anyRun
  return code === 63 ? anyChar : code
}

function textOf(codes: readonly number[]): string {
  let text = ''
  for (const code of codes) text += String.fromCharCode(code)
  return text
}
