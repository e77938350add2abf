import type { ContextValue } from '../src/index.ts'
import { matchArn, matchTokens, tokensOf, type Token } from './reference-matching.ts'

export interface Environment {
  readonly variables: boolean
  get(key: string): ContextValue | undefined
}

/** The pattern's characters with variables filled in; undefined when one has no value. */
export function substitute(text: string, environment: Environment): readonly Token[] | undefined {
  const start = environment.variables ? text.indexOf('${') : -1
  const end = text.indexOf('}', start)
  if (start < 0 || end < 0) return tokensOf(text, true)
  const before = tokensOf(text.slice(0, start), true)
  const [name = '', quoted] = text.slice(start + 2, end).split(', ')
  const value = environment.get(name.toLowerCase())
  const filled = ['*', '?', '$'].includes(name) ? name : typeof value === 'string' ? value : quoted?.slice(1, -1)
  const after = substitute(text.slice(end + 1), environment)
  if (filled === undefined || after === undefined) return undefined
  return [...before, ...tokensOf(filled, false), ...after]
}

export function referenceCondition(
  name: string,
  key: string,
  policyValues: readonly string[],
  environment: Environment,
): boolean {
  const [, quantifier, body = '', ifExists] = /^(?:(\w+):)?(\w+?)(IfExists)?$/.exec(name) ?? []
  const found = environment.get(key.toLowerCase())
  const present = typeof found === 'string' ? [found] : found
  if (body === 'Null') {
    const absent = present === undefined || present.length === 0
    if (quantifier !== undefined && absent) return quantifier === 'ForAllValues'
    return policyValues.includes(String(absent))
  }
  const negated = body.includes('Not')
  const satisfied = (value: string) => {
    const results = policyValues.map(policyValue =>
      comparePair(body.replace('Not', ''), value, policyValue, environment),
    )
    return negated ? results.every(result => result === false) : results.includes(true)
  }
  if (present === undefined && ifExists !== undefined) return true
  if (quantifier === 'ForAllValues') return (present ?? []).every(satisfied)
  if (quantifier === 'ForAnyValue') return (present ?? []).some(satisfied)
  if (present === undefined || present.length === 0) return negated || ifExists !== undefined
  return typeof found === 'string' && satisfied(found)
}

function comparePair(
  operator: string,
  value: string,
  policyValue: string,
  environment: Environment,
): boolean | undefined {
  const tokens = substitute(policyValue, environment)
  const literal = tokens?.map(token => token.char).join('')
  switch (operator) {
    case 'StringEquals':
      return literal === value
    case 'StringEqualsIgnoreCase':
      return literal?.toLowerCase() === value.toLowerCase()
    case 'StringLike':
      return tokens !== undefined && matchTokens(tokens, value)
    case 'ArnEquals':
    case 'ArnLike':
      return tokens === undefined ? false : matchArn(tokens, value)
    case 'Bool':
      if (literal === undefined) return false
      return /^(true|false)$/i.test(literal) ? (value === 'true') === (literal.toLowerCase() === 'true') : undefined
    case 'NumericEquals':
    case 'NumericLessThan':
    case 'NumericGreaterThanEquals':
      return compareNumbers(operator, value, policyValue)
    default:
      throw new Error(`the reference does not know ${operator}`)
  }
}

function compareNumbers(operator: string, value: string, policyValue: string): boolean | undefined {
  const isNumber = /^-?\d+(\.\d+)?$/
  if (!isNumber.test(value) || !isNumber.test(policyValue)) return undefined
  if (operator === 'NumericEquals') return Number(value) === Number(policyValue)
  return operator === 'NumericLessThan' ? Number(value) < Number(policyValue) : Number(value) >= Number(policyValue)
}
