import { badPattern } from './bad-pattern.ts'
import { readDelimited } from './read-delimited.ts'

/** Reads a pattern from left to right. Space between what it reads is passed over. */
export class PatternReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Passes over a text if it comes next. */
  take(text: string): boolean {
    this.#skipSpace()
    if (!this.#text.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }

  /** Throws `filter-pattern.invalid` when something else comes next. */
  require(text: string): void {
    if (!this.take(text)) throw this.unexpected(`expected '${text}'`)
  }

  requireEnd(): void {
    this.#skipSpace()
    if (this.#at < this.#text.length) throw this.unexpected('expected the end')
  }

  /** What a sticky expression finds here, its first group or all of it. @param expression with the flag `y` */
  match(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at
    const found = expression.exec(this.#text)
    if (!found) return undefined
    this.#at += found[0].length
    return found[1] ?? found[0]
  }

  /** A text between two delimiters, if it comes next. */
  delimited(delimiter: '"' | '%'): string | undefined {
    this.#skipSpace()
    if (this.#text[this.#at] !== delimiter) return undefined
    const { text, end } = readDelimited(this.#text, this.#at)
    this.#at = end
    return text
  }

  unexpected(what: string): Error {
    return badPattern(`Invalid filter pattern at character ${this.#at + 1}: ${what}`)
  }

  #skipSpace(): void {
    while (this.#at < this.#text.length && /\s/.test(this.#text[this.#at]!)) this.#at++
  }
}
