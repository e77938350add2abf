import { fillTemplate, parseTemplate, type Piece } from '../language/variables.ts'
import { arnColons, arnSymbols } from '../matching/arn-symbols.ts'
import { Wildcard } from '../matching/wildcard.ts'
import type { Comparison, ComparisonFactory } from './comparison.ts'

/**
 * ARN against ARN pattern, part by part and case-sensitive: a wildcard stays inside its part, except in the last.
 * ArnEquals and ArnLike are the same. Text without six parts is no ARN and matches neither way.
 */
export const arnLike: ComparisonFactory = (policyValue, allowVariables) => {
  const template = parseTemplate(policyValue, allowVariables)
  if (template.fixed !== undefined) return comparisonWith(template.fixed)
  return (value, context) => {
    const pieces = fillTemplate(template, context)
    return pieces === undefined ? false : comparisonWith(pieces)(value, context)
  }
}

function comparisonWith(pieces: readonly Piece[]): Comparison {
  if (!hasSixParts(pieces.map(piece => piece.text).join(''))) return () => undefined
  const wildcard = new Wildcard(arnSymbols(pieces, false))
  return value => (value.startsWith('arn:') && hasSixParts(value) ? wildcard.matches(value) : undefined)
}

function hasSixParts(text: string): boolean {
  let colons = 0
  for (let at = text.indexOf(':'); at >= 0 && colons < arnColons; at = text.indexOf(':', at + 1)) colons++
  return colons === arnColons
}
