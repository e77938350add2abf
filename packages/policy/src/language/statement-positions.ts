import { spansOfMember } from './json.ts'

/** A place in a text, both counted from one. */
export interface TextPosition {
  readonly line: number
  readonly column: number
}

export interface StatementPosition {
  /** Of the statement's opening brace. */
  readonly start: TextPosition
  /** Just behind its closing brace. */
  readonly end: TextPosition
}

/** Where the statements of a policy stand in its text, in their order. Throws PolicyError for text that is no JSON. */
export function statementPositions(text: string): readonly StatementPosition[] {
  const lineStarts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1)
  const position = (offset: number): TextPosition => {
    let line = 0
    for (let next = lineStarts.length; next - line > 1;) {
      const middle = (line + next) >> 1
      if (lineStarts[middle]! <= offset) line = middle
      else next = middle
    }
    return { line: line + 1, column: offset - lineStarts[line]! + 1 }
  }
  return spansOfMember(text, 'Statement').map(({ start, end }) => ({ start: position(start), end: position(end) }))
}
