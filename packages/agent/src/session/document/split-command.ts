import { SessionFailure } from '../session-failure.ts'

/**
 * Splits a command line into words as shells do, without expanding anything: quotes, backslashes, and comments from a
 * `#` that begins a word. Throws `SessionFailure` for a quote or backslash that nothing follows.
 */
export function splitCommand(line: string): string[] {
  const words: string[] = []
  let rest = line
  for (;;) {
    rest = rest.replace(/^(?:[ \t\r\n]+|#[^\n]*)+/, '')
    if (rest === '') return words
    let word = ''
    for (let part = takePart(rest); part; part = takePart(rest)) {
      word += part.text
      rest = rest.slice(part.length)
    }
    words.push(word)
  }
}

/** One quoted or plain part of a word; undefined where the word is over. */
function takePart(rest: string): { text: string; length: number } | undefined {
  const [part, plain, single, double, escaped] =
    /^(?:([^ \t\r\n'"\\]+)|'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^]))/.exec(rest) ?? []
  if (part !== undefined) {
    const text = plain ?? single ?? double?.replace(/\\([^])/g, '$1') ?? escaped ?? ''
    return { text, length: part.length }
  }
  if (rest === '' || /^[ \t\r\n]/.test(rest)) return undefined
  const missing = rest.startsWith('\\') ? 'anything after an escape character' : 'a closing quote'
  throw new SessionFailure(`Failed to parse commands input: EOF found when expecting ${missing}`)
}
