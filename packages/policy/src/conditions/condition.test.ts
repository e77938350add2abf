import { describe, expect, test } from 'vitest'
import { allows } from '../../test/scenario.ts'
import type { ContextValue } from '../index.ts'
import { operatorNames, parseOperator } from './operators.ts'

function holds(operator: string, policyValue: unknown, requestValue?: ContextValue): boolean {
  const context: Record<string, ContextValue> = requestValue === undefined ? {} : { 'k:k': requestValue }
  return allows({ Condition: { [operator]: { 'K:k': policyValue } } }, { context })
}

/** A policy value each operator can read. */
function sample(operator: string): string {
  if (operator.startsWith('Arn')) return 'arn:aws:iam::1:role/x'
  if (operator.includes('Ip')) return '10.0.0.0/8'
  if (operator === 'Bool') return 'true'
  return operator.startsWith('Binary') ? 'QQ==' : '2020'
}

const comparing = operatorNames.filter(name => name !== 'Null')

describe.each(comparing)('%s when the key is missing', operator => {
  const negated = operator.includes('Not')

  test('decides by itself, by IfExists, or by its set operator', () => {
    expect(holds(operator, sample(operator))).toBe(negated)
    expect(holds(`${operator}IfExists`, sample(operator))).toBe(true)
    expect(holds(`ForAllValues:${operator}`, sample(operator))).toBe(true)
    expect(holds(`ForAnyValue:${operator}`, sample(operator))).toBe(false)
    expect(holds(`ForAnyValue:${operator}IfExists`, sample(operator))).toBe(true)
    expect(holds(`ForAllValues:${operator}IfExists`, sample(operator))).toBe(true)
  })

  test('treats a key without values as an empty set', () => {
    expect(holds(operator, sample(operator), [])).toBe(negated)
    expect(holds(`ForAllValues:${operator}`, sample(operator), [])).toBe(true)
    expect(holds(`ForAnyValue:${operator}`, sample(operator), [])).toBe(false)
  })

  test('treats a malformed value as one that neither equals nor differs', () => {
    const typed = /^(Numeric|Date|Arn|Binary)|Ip/.test(operator)
    if (typed) expect(holds(operator, sample(operator), '?!')).toBe(false)
    if (typed) expect(holds(operator, '?!', sample(operator).replace('/8', ''))).toBe(false)
    expect(holds(operator, sample(operator), [sample(operator).replace('/8', '')])).toBe(false)
  })
})

describe('set operators', () => {
  test.each<[string, readonly string[], ContextValue, boolean]>([
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], true],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], false],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'c'], true],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'b'], false],
    ['ForAnyValue:StringLike', ['cloud*'], ['ec2', 'cloudformation.amazonaws.com'], true],
    ['ForAllValues:StringEquals', ['a'], 'a', true],
    ['ForAnyValue:StringEquals', ['a'], 'a', true],
    ['ForAllValues:NumericLessThan', ['5'], ['1', 'x'], false],
    ['ForAnyValue:NumericLessThan', ['5'], ['x', '1'], true],
    ['ForAllValues:NumericNotEquals', ['5'], ['1', 'x'], false],
    ['StringEquals', ['a'], ['a'], false],
    ['StringNotEquals', ['b'], ['a'], false],
    ['StringEqualsIfExists', ['b'], ['a'], false],
  ])('%s %j for %j is %s', (operator, policyValues, requestValue, expected) => {
    expect(holds(operator, policyValues, requestValue)).toBe(expected)
  })
})

describe('Null', () => {
  test.each<[string, unknown, ContextValue | undefined, boolean]>([
    ['Null', 'true', undefined, true],
    ['Null', 'false', undefined, false],
    ['Null', 'true', 'x', false],
    ['Null', 'false', 'x', true],
    ['Null', 'false', '', true],
    ['Null', true, undefined, true],
    ['Null', 'true', [], true],
    ['Null', 'false', ['x'], true],
    ['Null', ['true', 'false'], undefined, true],
    ['Null', ['true', 'false'], 'x', true],
    ['Null', 'maybe', 'x', false],
    ['ForAnyValue:Null', 'true', undefined, false],
    ['ForAllValues:Null', 'false', undefined, true],
    ['ForAnyValue:Null', 'false', ['x'], true],
    ['ForAllValues:Null', 'true', ['x'], false],
  ])('%s %j for %j is %s', (operator, policyValue, requestValue, expected) => {
    expect(holds(operator, policyValue, requestValue)).toBe(expected)
  })
})

describe('the block', () => {
  test('needs every operator and every key', () => {
    const context = { 'k:a': '1', 'k:b': '2' }
    const both = { StringEquals: { 'k:a': '1', 'k:b': '2' } }
    expect(allows({ Condition: both }, { context })).toBe(true)
    expect(allows({ Condition: { ...both, NumericLessThan: { 'k:b': '2' } } }, { context })).toBe(false)
    expect(allows({ Condition: { StringEquals: { 'k:a': '1', 'k:b': '3' } } }, { context })).toBe(false)
  })

  test('without conditions always holds', () => {
    expect(allows({ Condition: {} })).toBe(true)
    expect(allows({ Condition: { StringEquals: {} } })).toBe(true)
    expect(allows({ Condition: { NoSuchOperator: {} } })).toBe(true)
  })

  test('with an empty list equals nothing', () => {
    expect(holds('StringEquals', [], 'a')).toBe(false)
    expect(holds('StringNotEquals', [], 'a')).toBe(true)
  })

  test('finds keys without regard to case, tag keys included', () => {
    const context = { 'aws:PrincipalTag/Job-Function': 'administrator' }
    const condition = { StringEquals: { 'AWS:principaltag/job-function': 'administrator' } }
    expect(allows({ Condition: condition }, { context })).toBe(true)
  })

  test.each(['NoSuchOperator', 'stringequals', 'NullIfExists', 'ForAny:StringEquals', 'StringEqualsIfexists', ''])(
    'never holds with the operator %j',
    operator => {
      expect(parseOperator(operator)).toBeUndefined()
      expect(holds(operator, 'a', 'a')).toBe(false)
      expect(holds(operator, 'a')).toBe(false)
    },
  )
})
