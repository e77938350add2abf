import { arnLike } from './arn.ts'
import { binaryEquals } from './binary.ts'
import { boolEquals } from './bool.ts'
import type { ComparisonFactory } from './comparison.ts'
import { dateComparison } from './date.ts'
import { ipAddress } from './ip.ts'
import { numericComparison } from './numeric.ts'
import { stringEquals, stringEqualsIgnoreCase, stringLike } from './string.ts'

export interface BaseOperator {
  readonly comparison: ComparisonFactory
  /** The operator holds when no value compares equal. */
  readonly negated: boolean
}

export interface ParsedOperator {
  /** Undefined: an ordinary operator for one value. */
  readonly quantifier: 'ForAllValues' | 'ForAnyValue' | undefined
  readonly ifExists: boolean
  readonly name: string
  readonly base: BaseOperator | 'Null'
}

const positive: Readonly<Record<string, ComparisonFactory>> = {
  StringEquals: stringEquals,
  StringEqualsIgnoreCase: stringEqualsIgnoreCase,
  StringLike: stringLike,
  NumericEquals: numericComparison('Equals'),
  NumericLessThan: numericComparison('LessThan'),
  NumericLessThanEquals: numericComparison('LessThanEquals'),
  NumericGreaterThan: numericComparison('GreaterThan'),
  NumericGreaterThanEquals: numericComparison('GreaterThanEquals'),
  DateEquals: dateComparison('Equals'),
  DateLessThan: dateComparison('LessThan'),
  DateLessThanEquals: dateComparison('LessThanEquals'),
  DateGreaterThan: dateComparison('GreaterThan'),
  DateGreaterThanEquals: dateComparison('GreaterThanEquals'),
  Bool: boolEquals,
  BinaryEquals: binaryEquals,
  IpAddress: ipAddress,
  ArnEquals: arnLike,
  ArnLike: arnLike,
}

const negated: Readonly<Record<string, ComparisonFactory>> = {
  StringNotEquals: stringEquals,
  StringNotEqualsIgnoreCase: stringEqualsIgnoreCase,
  StringNotLike: stringLike,
  NumericNotEquals: numericComparison('Equals'),
  DateNotEquals: dateComparison('Equals'),
  NotIpAddress: ipAddress,
  ArnNotEquals: arnLike,
  ArnNotLike: arnLike,
}

const operators = new Map<string, BaseOperator>([
  ...Object.entries(positive).map(([name, comparison]) => [name, { comparison, negated: false }] as const),
  ...Object.entries(negated).map(([name, comparison]) => [name, { comparison, negated: true }] as const),
])

/** Every operator without prefix and suffix. */
export const operatorNames: readonly string[] = [...operators.keys(), 'Null']

/** Takes an operator's name apart; undefined when AWS knows no such operator. Case matters. */
export function parseOperator(text: string): ParsedOperator | undefined {
  const [, quantifier, body = ''] = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/s.exec(text) ?? []
  const ifExists = body.endsWith('IfExists')
  const name = ifExists ? body.slice(0, -'IfExists'.length) : body
  const base = name === 'Null' && !ifExists ? 'Null' : operators.get(name)
  if (base === undefined) return undefined
  return { quantifier: quantifier as ParsedOperator['quantifier'], ifExists, name, base }
}
