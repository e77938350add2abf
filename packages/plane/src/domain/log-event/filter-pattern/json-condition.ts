// One condition of a JSON pattern: a selector, and what must be true of what it finds.
import type { PatternReader } from './pattern-reader.ts'
import { regularTest, type TextTest, wildcardTest } from './text-test.ts'

export interface Condition {
  holds(value: object): boolean
  readonly cost: number
  readonly isRegular: boolean
}

const everyElement = Symbol('every element')

/** A member's name, an element's number, or all of them. */
type Step = string | number | typeof everyElement

/** A test of one found value; undefined stands for none. */
interface Comparison {
  readonly cost: number
  readonly isRegular?: boolean
  test(found: unknown): boolean
}

/** Throws `filter-pattern.invalid`. */
export function readCondition(reader: PatternReader): Condition {
  const steps = readSelector(reader)
  const { cost, isRegular = false, test } = readComparison(reader)
  return {
    cost,
    isRegular,
    holds(value) {
      const found = select(value, steps)
      return found.length === 0 ? test(undefined) : found.some(test)
    },
  }
}

function readSelector(reader: PatternReader): readonly Step[] {
  reader.require('$')
  const steps: Step[] = []
  for (;;) {
    const name = reader.match(/\.([\p{L}\p{N}_@-]+)/uy) ?? reader.match(/\[\s*"([^"\\]*)"\s*\]/y)
    const index = name === undefined ? reader.match(/\[\s*(\d{1,9}|\*)\s*\]/y) : undefined
    if (name !== undefined) steps.push(name)
    else if (index !== undefined) steps.push(index === '*' ? everyElement : Number(index))
    else if (steps.length === 0) throw reader.unexpected('expected a selector such as $.name')
    else return steps
  }
}

function select(value: object, steps: readonly Step[]): readonly unknown[] {
  let found: readonly unknown[] = [value]
  for (const step of steps) found = found.flatMap(each => inside(each, step))
  return found
}

function inside(value: unknown, step: Step): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) {
    if (step === everyElement) return value
    return typeof step === 'number' && step < value.length ? [value[step]] : []
  }
  return typeof step === 'string' && Object.hasOwn(value, step) ? [value[step as keyof typeof value]] : []
}

function readComparison(reader: PatternReader): Comparison {
  if (reader.take('NOT EXISTS')) return { cost: 1, test: found => found === undefined }
  if (reader.take('EXISTS')) return { cost: 1, test: found => found !== undefined }
  if (reader.take('IS')) return readKeyword(reader)
  for (const operator of ['!=', '=', '<=', '>=', '<', '>'] as const) {
    if (reader.take(operator)) {
      return operator === '=' || operator === '!=' ? readEquality(reader, operator) : readOrder(reader, operator)
    }
  }
  throw reader.unexpected('expected an operator')
}

function readKeyword(reader: PatternReader): Comparison {
  if (reader.take('NULL')) return { cost: 1, test: found => found === null }
  if (reader.take('TRUE')) return { cost: 1, test: found => found === true }
  if (reader.take('FALSE')) return { cost: 1, test: found => found === false }
  throw reader.unexpected('expected NULL, TRUE or FALSE')
}

const numeral = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** Neither holds of what is not there, is null, or holds further values. */
function readEquality(reader: PatternReader, operator: '=' | '!='): Comparison {
  const wanted = operator === '='
  const { test, number, isRegular } = readValue(reader)
  return {
    cost: test.cost,
    isRegular,
    test(found) {
      if (typeof found === 'number' && number !== undefined) return (found === number) === wanted
      const isScalar = typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
      return isScalar && test.matches(String(found)) === wanted
    },
  }
}

function readOrder(reader: PatternReader, operator: '<' | '<=' | '>' | '>='): Comparison {
  const { number } = readValue(reader)
  if (number === undefined) throw reader.unexpected(`expected a number behind '${operator}'`)
  const compare = {
    '<': (found: number) => found < number,
    '<=': (found: number) => found <= number,
    '>': (found: number) => found > number,
    '>=': (found: number) => found >= number,
  }[operator]
  return { cost: 1, test: found => typeof found === 'number' && compare(found) }
}

/** A number only where it stands without quotes. */
function readValue(reader: PatternReader): { test: TextTest; number: number | undefined; isRegular: boolean } {
  const source = reader.delimited('%')
  if (source !== undefined) return { test: regularTest(source), number: undefined, isRegular: true }
  const quoted = reader.delimited('"')
  if (quoted !== undefined) return { test: wildcardTest(quoted), number: undefined, isRegular: false }
  const bare = reader.match(/[^\s(){}"'%&|=<>!]+/y)
  if (bare === undefined) throw reader.unexpected('expected a value')
  return { test: wildcardTest(bare), number: numeral.test(bare) ? Number(bare) : undefined, isRegular: false }
}
