// Conditions on events that are JSON: `{ $.a.b = "x" && ($.n > 3 || $.c[0] NOT EXISTS) }`. Text that is no JSON object
// or list meets none.
import { badPattern } from './bad-pattern.ts'
import type { EventFilter } from './event-filter.ts'
import { type Condition, readCondition } from './json-condition.ts'
import { PatternReader } from './pattern-reader.ts'

type Expression =
  | { readonly is: 'condition'; readonly condition: Condition }
  | { readonly is: 'all' | 'any'; readonly of: readonly Expression[] }

const nestingMax = 16
const conditionsMax = 64
const regularMax = 2
/** What reading JSON costs, measured against a comparison of characters. */
const readingCost = 10

/** Throws `filter-pattern.invalid`. */
export function parseJsonFilter(pattern: string): EventFilter {
  const reader = new PatternReader(pattern)
  reader.require('{')
  const conditions: Condition[] = []
  const expression = readAny(reader, conditions, 0)
  reader.require('}')
  reader.requireEnd()
  if (conditions.length > conditionsMax) throw badPattern('Too many conditions')
  if (conditions.filter(({ isRegular }) => isRegular).length > regularMax) {
    throw badPattern('Too many regular expressions')
  }
  return {
    cost: readingCost + conditions.reduce((sum, { cost }) => sum + cost, 0),
    matches(message) {
      const value = parseJson(message)
      return value !== undefined && holds(expression, value)
    },
  }
}

function readAny(reader: PatternReader, conditions: Condition[], depth: number): Expression {
  const of = [readAll(reader, conditions, depth)]
  while (reader.take('||')) of.push(readAll(reader, conditions, depth))
  return of.length === 1 ? of[0]! : { is: 'any', of }
}

function readAll(reader: PatternReader, conditions: Condition[], depth: number): Expression {
  const of = [readOne(reader, conditions, depth)]
  while (reader.take('&&')) of.push(readOne(reader, conditions, depth))
  return of.length === 1 ? of[0]! : { is: 'all', of }
}

function readOne(reader: PatternReader, conditions: Condition[], depth: number): Expression {
  if (reader.take('(')) {
    if (depth >= nestingMax) throw badPattern('Too many nested parentheses')
    const inner = readAny(reader, conditions, depth + 1)
    reader.require(')')
    return inner
  }
  const condition = readCondition(reader)
  conditions.push(condition)
  return { is: 'condition', condition }
}

function holds(expression: Expression, value: object): boolean {
  switch (expression.is) {
    case 'condition':
      return expression.condition.holds(value)
    case 'all':
      return expression.of.every(part => holds(part, value))
    default:
      return expression.of.some(part => holds(part, value))
  }
}

function parseJson(message: string): object | undefined {
  if (!/^\s*[{[]/.test(message)) return undefined
  try {
    return JSON.parse(message) as object
  } catch {
    return undefined
  }
}
