// The constraints of one value without looking inside it: each a test and AWS's words for it.
import type { Shape } from '../model/service-model.ts'
import { compileJavaPattern } from './java-pattern.ts'

/** Which kind of constraint a value breaks; `members` sums up broken elements of a list or map. */
export type Constraint = 'required' | 'min' | 'max' | 'pattern' | 'enum' | 'members'

export interface Rule {
  readonly constraint: Constraint
  /** E.g. `Member must have length less than or equal to 64`. */
  readonly requirement: string
  holds(value: unknown): boolean
}

/** The rules of a shape, in the order in which AWS names them when several fail. */
export function rulesOf(shape: Shape): readonly Rule[] {
  switch (shape.type) {
    case 'string': {
      const pattern = shape.pattern === undefined ? [] : [patternRule(shape.pattern, shape.max)]
      const choice = shape.enum ? [enumRule(shape.enum)] : []
      return [...choice, ...pattern, ...boundRules(shape, 'length', value => codePoints(value as string))]
    }
    case 'blob':
      return boundRules(shape, 'length', value => (value as Buffer).length)
    case 'list':
      return boundRules(shape, 'length', value => (value as readonly unknown[]).length)
    case 'map':
      return boundRules(shape, 'length', value => Object.keys(value as object).length)
    case 'integer':
    case 'long':
    case 'double':
    case 'float':
      return boundRules(shape, 'value', value => value as number)
    default:
      return []
  }
}

function boundRules(
  { min, max }: { readonly min?: number; readonly max?: number },
  noun: 'length' | 'value',
  measure: (value: unknown) => number,
): readonly Rule[] {
  const least: readonly Rule[] =
    min === undefined || (noun === 'length' && min === 0)
      ? []
      : [
          {
            constraint: 'min',
            requirement: `Member must have ${noun} greater than or equal to ${min}`,
            holds: value => measure(value) >= min,
          },
        ]
  const most: readonly Rule[] =
    max === undefined
      ? []
      : [
          {
            constraint: 'max',
            requirement: `Member must have ${noun} less than or equal to ${max}`,
            holds: value => measure(value) <= max,
          },
        ]
  return [...least, ...most]
}

/** Texts beyond this fit no pattern of a shape without a maximum: backtracking may take quadratic time. */
const longestTested = 8192
/** One set of characters, repeated: tested in one pass, however long the text. */
const linearPattern = /^\^?\[(?:[^\]\\]|\\.)*\][*+]\$?$/

/** Compiled on first use. A text over the shape's maximum is not tested: its length is the failure to report. */
function patternRule(pattern: string, max: number | undefined): Rule {
  let compiled: RegExp | undefined
  const isLinear = linearPattern.test(pattern)
  return {
    constraint: 'pattern',
    requirement: `Member must satisfy regular expression pattern: ${pattern}`,
    holds(value) {
      const text = value as string
      if (max !== undefined && codePoints(text) > max) return true
      if (max === undefined && !isLinear && text.length > longestTested) return false
      compiled ??= compileJavaPattern(pattern)
      return compiled.test(text)
    },
  }
}

function enumRule(values: readonly string[]): Rule {
  const known = new Set(values)
  return {
    constraint: 'enum',
    requirement: `Member must satisfy enum value set: [${values.join(', ')}]`,
    holds: value => known.has(value as string),
  }
}

const surrogate = /[\ud800-\udbff]/

/** Length in characters as AWS counts them. */
function codePoints(text: string): number {
  if (!surrogate.test(text)) return text.length
  let surrogatePairs = 0
  for (let index = 0; index < text.length - 1; index++) {
    const pair = (text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00
    if (pair) surrogatePairs++
  }
  return text.length - surrogatePairs
}
