// One line of a Condition block: an operator, a key, its values. Decides what a missing key, an empty set and several
// request values mean; how two values compare is the business of the operator families beside this file.
import type { ContextLookup, ContextValue } from '../evaluation/authorization-request.ts'
import type { ConditionEntry } from '../language/statement.ts'
import { parseBool } from './bool.ts'
import type { Comparison } from './comparison.ts'
import { parseOperator, type BaseOperator, type ParsedOperator } from './operators.ts'

export interface Condition {
  holds(context: ContextLookup): boolean
}

/** Prepares one condition. An operator that does not exist never holds. */
export function compileCondition(entry: ConditionEntry, allowVariables: boolean): Condition {
  const operator = parseOperator(entry.operator)
  const key = entry.key.toLowerCase()
  if (operator === undefined) return { holds: () => false }
  if (operator.base === 'Null') return nullCondition(key, operator, entry.values)
  return valueCondition(key, operator, valueTest(operator.base, entry.values, allowVariables))
}

/** Whether one request value satisfies the operator against the policy's values: any of them, or none when negated. */
type ValueTest = (value: string, context: ContextLookup) => boolean

function valueTest(
  { comparison, negated }: BaseOperator,
  values: readonly string[],
  allowVariables: boolean,
): ValueTest {
  const comparisons: readonly Comparison[] = values.map(value => comparison(value, allowVariables))
  // An unreadable value compares undefined: it neither equals nor differs.
  if (negated) return (value, context) => comparisons.every(compare => compare(value, context) === false)
  return (value, context) => comparisons.some(compare => compare(value, context) === true)
}

function valueCondition(key: string, operator: ParsedOperator, test: ValueTest): Condition {
  const holdsWithoutKey = holdsWhenAbsent(operator)
  switch (operator.quantifier) {
    case 'ForAllValues':
      return {
        holds(context) {
          const value = context.get(key)
          if (value === undefined) return holdsWithoutKey
          return listOf(value).every(one => test(one, context))
        },
      }
    case 'ForAnyValue':
      return {
        holds(context) {
          const value = context.get(key)
          if (value === undefined) return holdsWithoutKey
          return listOf(value).some(one => test(one, context))
        },
      }
    default:
      return {
        holds(context) {
          const value = context.get(key)
          if (isAbsent(value)) return holdsWithoutKey
          // A multivalued key needs a set operator; AWS leaves the rest undefined, and undefined grants nothing.
          return typeof value === 'string' && test(value, context)
        },
      }
  }
}

function holdsWhenAbsent({ quantifier, ifExists, base }: ParsedOperator): boolean {
  if (ifExists || quantifier === 'ForAllValues') return true
  return quantifier === undefined && base !== 'Null' && base.negated
}

/** `true` asks for the key to be absent, `false` for it to be there. */
function nullCondition(key: string, { quantifier }: ParsedOperator, values: readonly string[]): Condition {
  const wanted = new Set(values.map(parseBool))
  return {
    holds(context) {
      const absent = isAbsent(context.get(key))
      if (absent && quantifier !== undefined) return quantifier === 'ForAllValues'
      return wanted.has(absent)
    },
  }
}

function isAbsent(value: ContextValue | undefined): value is undefined | readonly [] {
  return value === undefined || (value.length === 0 && typeof value !== 'string')
}

function listOf(value: ContextValue): readonly string[] {
  return typeof value === 'string' ? [value] : value
}
