import { fillTemplate, joinPieces, parseTemplate, type Piece } from '../language/variables.ts'
import { Wildcard, wildcardSymbols } from '../matching/wildcard.ts'
import type { ComparisonFactory } from './comparison.ts'

/** Literal and case-sensitive; `*` is a star. A variable without value equals nothing. */
export const stringEquals: ComparisonFactory = literalComparison(text => text)

/** Literal, without regard to case. */
export const stringEqualsIgnoreCase: ComparisonFactory = literalComparison(text => text.toLowerCase())

/** `*` and `?` as wildcards, case-sensitive; text that a variable brings in stays literal. */
export const stringLike: ComparisonFactory = (policyValue, allowVariables) => {
  const template = parseTemplate(policyValue, allowVariables)
  if (template.fixed !== undefined) {
    const wildcard = wildcardOf(template.fixed)
    return value => wildcard.matches(value)
  }
  return (value, context) => {
    const pieces = fillTemplate(template, context)
    return pieces !== undefined && wildcardOf(pieces).matches(value)
  }
}

function literalComparison(fold: (text: string) => string): ComparisonFactory {
  return (policyValue, allowVariables) => {
    const template = parseTemplate(policyValue, allowVariables)
    if (template.fixed !== undefined) {
      const wanted = fold(joinPieces(template.fixed))
      return value => fold(value) === wanted
    }
    return (value, context) => {
      const pieces = fillTemplate(template, context)
      return pieces !== undefined && fold(value) === fold(joinPieces(pieces))
    }
  }
}

function wildcardOf(pieces: readonly Piece[]): Wildcard {
  return new Wildcard(pieces.flatMap(({ text, wild }) => (wild ? wildcardSymbols(text) : charCodes(text))))
}

function charCodes(text: string): number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
}
