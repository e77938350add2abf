import { describe, expect, test } from 'vitest'
import type { MatchableText } from './automaton.ts'
import { Wildcard, wildcardSymbols } from './wildcard.ts'

/** A text that counts how many of its characters are read. */
class CountingText implements MatchableText {
  reads = 0
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  get length(): number {
    return this.#text.length
  }

  charCodeAt(index: number): number {
    this.reads++
    return this.#text.charCodeAt(index)
  }

  startsWith(prefix: string): boolean {
    this.reads += prefix.length
    return this.#text.startsWith(prefix)
  }

  endsWith(suffix: string): boolean {
    this.reads += suffix.length
    return this.#text.endsWith(suffix)
  }
}

describe('wildcard', () => {
  test.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'anything/at:all', true],
    ['?', '', false],
    ['?', 'x', true],
    ['a*b', 'ab', true],
    ['a*b', 'a', false],
    ['ab*ba', 'aba', false],
    ['a**b', 'axb', true],
    ['*a*', 'bab', true],
    ['i-????????', 'i-01234567', true],
    ['i-????????', 'i-0123456', false],
    ['[a-z].+', 'b', false],
    ['[a-z].+', '[a-z].+', true],
  ])('%j against %j is %s', (pattern, text, expected) => {
    expect(new Wildcard(wildcardSymbols(pattern)).matches(text)).toBe(expected)
  })

  const text = 'a'.repeat(20_000)
  test.each([
    ['many stars', `${'*a'.repeat(2000)}*b`],
    ['stars and question marks', `${'*?a'.repeat(2000)}b*`],
    ['one long run that almost matches', `*${'a'.repeat(9000)}b${'a'.repeat(9000)}*`],
    ['a long run of question marks', `*${'?'.repeat(9000)}b*`],
  ])('reads each character of the text once: %s', (_name, pattern) => {
    const counting = new CountingText(text)
    const wildcard = new Wildcard(wildcardSymbols(pattern))
    expect(wildcard.matches(counting)).toBe(false)
    expect(counting.reads).toBeLessThanOrEqual(text.length)
    expect(wildcard.wordsPerCharacter).toBeLessThanOrEqual(pattern.length / 32 + 1)
  })

  test('a pattern longer than the text is refused without reading it', () => {
    const counting = new CountingText('aaa')
    expect(new Wildcard(wildcardSymbols(`*${'a?'.repeat(30_000)}*`)).matches(counting)).toBe(false)
    expect(counting.reads).toBe(0)
  })
})
