import { fillTemplate, joinPieces, parseTemplate } from '../language/variables.ts'
import type { ComparisonFactory } from './comparison.ts'

/** `true` or `false` in any case. */
export function parseBool(text: string): boolean | undefined {
  const folded = text.toLowerCase()
  if (folded === 'true') return true
  return folded === 'false' ? false : undefined
}

/** A request value that is not `true` counts as false, whatever it says. */
export const boolEquals: ComparisonFactory = (policyValue, allowVariables) => {
  const template = parseTemplate(policyValue, allowVariables)
  return (value, context) => {
    const pieces = fillTemplate(template, context)
    if (pieces === undefined) return false
    const wanted = parseBool(joinPieces(pieces))
    return wanted === undefined ? undefined : (parseBool(value) ?? false) === wanted
  }
}
