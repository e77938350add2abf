import type { ContextLookup } from '../evaluation/authorization-request.ts'
import type { EntryList } from '../language/statement.ts'
import { fillTemplate, isPiece, joinPieces, parseTemplate, type Piece, type Template } from '../language/variables.ts'
import { arnColons, arnSymbols, writtenColons } from './arn-symbols.ts'
import { Wildcard } from './wildcard.ts'

export interface ResourceRules {
  readonly effect: 'Allow' | 'Deny'
  readonly allowVariables: boolean
  /** Identity, boundary and session policies: `arn:aws:sqs` also means `arn:aws:sqs:*:*:*`. */
  readonly completeArns: boolean
}

/**
 * `Resource` or `NotResource`. Entries without wildcards are looked up, entries with wildcards matched one by one,
 * entries with variables filled in per request. Comparison is case-sensitive.
 */
export class ResourceMatcher {
  readonly #negated: boolean
  readonly #rules: ResourceRules
  readonly #everything: boolean
  readonly #exact = new Set<string>()
  readonly #wildcards: Wildcard[] = []
  readonly #templates: Template[] = []
  #hasUnusableVariable = false

  constructor({ entries, negated }: EntryList, rules: ResourceRules) {
    this.#negated = negated
    this.#rules = rules
    this.#everything = entries.includes('*')
    for (const entry of entries) this.#add(parseTemplate(entry, rules.allowVariables))
  }

  matches(resource: string, context: ContextLookup): boolean {
    if (!this.#negated) return this.#lists(resource, context)
    if (this.#lists(resource, context)) return false
    // An entry whose variable has no value might have excluded this resource: assume so where that grants less.
    return this.#rules.effect === 'Deny' || !this.#isUncertain(context)
  }

  #lists(resource: string, context: ContextLookup): boolean {
    if (this.#everything || this.#exact.has(resource)) return true
    if (this.#wildcards.some(wildcard => wildcard.matches(resource))) return true
    return this.#templates.some(template => {
      const pieces = fillTemplate(template, context)
      return pieces !== undefined && this.#compile(pieces).some(wildcard => wildcard.matches(resource))
    })
  }

  #isUncertain(context: ContextLookup): boolean {
    return this.#hasUnusableVariable || this.#templates.some(template => fillTemplate(template, context) === undefined)
  }

  #add(template: Template): void {
    const first = template.parts[0]
    if (first === undefined || (isPiece(first) && !first.text.startsWith('arn:'))) return
    const pieces = template.fixed
    if (pieces === undefined) {
      if (variablesAreInLastPart(template)) this.#templates.push(template)
      else this.#hasUnusableVariable = true
    } else if (isWholeArn(pieces)) {
      this.#exact.add(joinPieces(pieces))
    } else {
      this.#wildcards.push(...this.#compile(pieces))
    }
  }

  #compile(pieces: readonly Piece[]): Wildcard[] {
    const wildcards = [new Wildcard(arnSymbols(pieces, true))]
    const missing = arnColons - writtenColons(pieces)
    if (this.#rules.completeArns && missing > 0) {
      const completed = [...pieces, { text: ':*'.repeat(missing), wild: true }]
      wildcards.push(new Wildcard(arnSymbols(completed, true)))
    }
    return wildcards
  }
}

function isWholeArn(pieces: readonly Piece[]): boolean {
  return writtenColons(pieces) >= arnColons && !pieces.some(({ text, wild }) => wild && /[*?]/.test(text))
}

/** AWS replaces variables only in the last part of an ARN. */
function variablesAreInLastPart({ parts }: Template): boolean {
  const firstVariable = parts.findIndex(part => !isPiece(part))
  return writtenColons(parts.slice(0, firstVariable).filter(isPiece)) >= arnColons
}
