import type { Piece } from '../language/variables.ts'
import { anyChar, anyRun, partChar, partRun } from './automaton.ts'
import { wildcardSymbol } from './wildcard.ts'

/** Colons before the last of an ARN's six parts; later colons belong to the resource's name. */
export const arnColons = 5

/**
 * Symbols of an ARN pattern. In the first five parts wildcards do not match a colon; in the last they match anything.
 * With `runPastColon` (the `Resource` element, not the Arn operators) a `*` that ends a part may run past the colon.
 * Only colons the policy's author wrote divide parts: what a variable brings in is literal.
 */
export function arnSymbols(pieces: readonly Piece[], runPastColon: boolean): number[] {
  const symbols: number[] = []
  let colons = 0
  for (const [index, { text, wild }] of pieces.entries()) {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (wild && code === 58) colons++
      const symbol = wild ? wildcardSymbol(code) : code
      if (symbol === anyRun) while (text[at + 1] === '*') at++
      if (symbol >= 0 || colons >= arnColons) symbols.push(symbol)
      else if (symbol === anyChar) symbols.push(partChar)
      else symbols.push(runPastColon && endsPart(text, at, index === pieces.length - 1) ? anyRun : partRun)
    }
  }
  return symbols
}

function endsPart(text: string, at: number, isLastPiece: boolean): boolean {
  return at + 1 === text.length ? isLastPiece : text[at + 1] === ':'
}

/** Colons in the text the policy's author wrote. */
export function writtenColons(pieces: readonly Piece[]): number {
  let colons = 0
  for (const { text, wild } of pieces) {
    if (!wild) continue
    for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) colons++
  }
  return colons
}
