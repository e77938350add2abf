// Reads JSON as strictly as a security decision needs it: duplicate names are an error (JSON.parse would keep the last
// one silently), nesting is bounded, numbers keep their spelling, broken UTF-16 is refused. Knows nothing of policies.
import { PolicyError, policyMessages } from './policy-error.ts'

export type JsonObject = ReadonlyMap<string, JsonValue>
export type JsonValue = string | boolean | null | JsonNumber | readonly JsonValue[] | JsonObject

/** A number as it was written: `1.0` stays `1.0`, as AWS compares and prints it. */
export class JsonNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A policy needs six levels. Anything deeper is wrong anyway, so the reader never recurses further than this. */
const maximumDepth = 16
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** Reads one JSON value that fills the whole text. Throws PolicyError ("Syntax errors in policy."). */
export function readJson(text: string): JsonValue {
  const reader = new JsonReader(text)
  const value = reader.readValue(0)
  reader.expectEnd()
  return value
}

/** Where something stands in a text: offsets of its first character and of the one behind its last. */
export interface Span {
  readonly start: number
  readonly end: number
}

/**
 * Where the value of one member of the outermost object stands: each item's place when it is an array, else its own.
 * Throws as {@link readJson}; empty when there is no such member.
 */
export function spansOfMember(text: string, name: string): readonly Span[] {
  return new JsonReader(text).spansOfMember(name)
}

class JsonReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  readValue(depth: number): JsonValue {
    if (depth > maximumDepth) throw syntaxError()
    this.#skipSpace()
    switch (this.#text[this.#at]) {
      case '{':
        return this.#readObject(depth)
      case '[':
        return this.#readArray(depth)
      case '"':
        return this.#readString()
      case 't':
        return this.#readWord('true', true)
      case 'f':
        return this.#readWord('false', false)
      case 'n':
        return this.#readWord('null', null)
      default:
        return this.#readNumber()
    }
  }

  expectEnd(): void {
    this.#skipSpace()
    if (this.#at !== this.#text.length) throw syntaxError()
  }

  spansOfMember(name: string): readonly Span[] {
    const spans: Span[] = []
    if (!this.#take('{') || this.#take('}')) return spans
    do {
      this.#skipSpace()
      const isSought = this.#readString() === name
      if (!this.#take(':')) throw syntaxError()
      this.#skipSpace()
      const isList = this.#text[this.#at] === '['
      if (isSought && isList) {
        this.#readItemSpans(spans)
        continue
      }
      const span = this.#readSpan(1)
      if (isSought) spans.push(span)
    } while (this.#take(','))
    return spans
  }

  #readItemSpans(spans: Span[]): void {
    this.#at++
    if (this.#take(']')) return
    do spans.push(this.#readSpan(2))
    while (this.#take(','))
    if (!this.#take(']')) throw syntaxError()
  }

  #readSpan(depth: number): Span {
    this.#skipSpace()
    const start = this.#at
    this.readValue(depth)
    return { start, end: this.#at }
  }

  #readObject(depth: number): JsonObject {
    const members = new Map<string, JsonValue>()
    this.#at++
    if (this.#take('}')) return members
    do {
      this.#skipSpace()
      const name = this.#readString()
      if (members.has(name) || !this.#take(':')) throw syntaxError()
      members.set(name, this.readValue(depth + 1))
    } while (this.#take(','))
    if (!this.#take('}')) throw syntaxError()
    return members
  }

  #readArray(depth: number): readonly JsonValue[] {
    const items: JsonValue[] = []
    this.#at++
    if (this.#take(']')) return items
    do items.push(this.readValue(depth + 1))
    while (this.#take(','))
    if (!this.#take(']')) throw syntaxError()
    return items
  }

  #readString(): string {
    if (this.#text[this.#at] !== '"') throw syntaxError()
    let result = ''
    let start = ++this.#at
    for (;;) {
      const char = this.#text[this.#at]
      if (char === undefined || char < ' ') throw syntaxError()
      if (char !== '"' && char !== '\\') {
        this.#at++
        continue
      }
      result += this.#text.slice(start, this.#at)
      this.#at++
      if (char === '"') break
      result += this.#readEscape()
      start = this.#at
    }
    if (!result.isWellFormed()) throw syntaxError()
    return result
  }

  #readEscape(): string {
    const char = this.#text[this.#at++] ?? ''
    if (char !== 'u') {
      const plain = escapes[char]
      if (plain === undefined) throw syntaxError()
      return plain
    }
    const digits = this.#text.slice(this.#at, this.#at + 4)
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw syntaxError()
    this.#at += 4
    return String.fromCharCode(Number.parseInt(digits, 16))
  }

  #readNumber(): JsonNumber {
    numberPattern.lastIndex = this.#at
    const digits = numberPattern.exec(this.#text)?.[0]
    if (digits === undefined) throw syntaxError()
    this.#at += digits.length
    return new JsonNumber(digits)
  }

  #readWord<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw syntaxError()
    this.#at += word.length
    return value
  }

  #take(char: string): boolean {
    this.#skipSpace()
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #skipSpace(): void {
    while (isJsonSpace(this.#text.charCodeAt(this.#at))) this.#at++
  }
}

/** Space, tab, line feed, carriage return: the only white space JSON knows. */
export function isJsonSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13
}

function syntaxError(): PolicyError {
  return new PolicyError(policyMessages.syntax)
}
