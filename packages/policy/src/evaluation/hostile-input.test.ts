import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allowAll, decide, policyText } from '../../test/scenario.ts'
import { compilePolicy, PolicyError, validatePolicy, type ContextValue, type Decision } from '../index.ts'

function decideWith(text: string, context: Record<string, ContextValue> = {}): Decision {
  return decide({ context }, { identity: [{ id: 'hostile', policy: compilePolicy(text, 'identity') }] })
}

describe('hostile documents', () => {
  const deepCondition = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":${'{"a":'.repeat(10_000)}`

  test.each([
    ['10,000 nested lists', '['.repeat(10_000)],
    ['10,000 nested objects inside a condition', deepCondition],
    ['a duplicate Effect', policyText(allowAll).replace('"Effect"', '"Effect":"Deny","Effect"')],
    ['a duplicate Statement', '{"Version":"2012-10-17","Statement":[],"Statement":[]}'],
    ['a lone surrogate', policyText({ ...allowAll, Action: 'ssm:\ud800' })],
    ['an escaped lone surrogate', policyText({ ...allowAll, Sid: 'X' }).replace('"X"', '"\\udfff"')],
    ['more text than any API accepts', `${' '.repeat(131_072)}${policyText(allowAll)}`],
    ['__proto__ as an element', policyText(allowAll).replace('"Effect"', '"__proto__":{},"Effect"')],
  ])('%s is refused', (_name, text) => {
    for (const use of [compilePolicy, validatePolicy]) {
      expect(() => use(text, 'identity')).toThrow(new PolicyError('Syntax errors in policy.'))
    }
  })

  test('any text is either read or refused with a policy error', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      '"Version"',
      '"2012-10-17"',
      '"Statement"',
      '"Effect"',
      '"Allow"',
      ':',
      ',',
      '"*"',
    ]
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 30 }), parts => {
        for (const use of [compilePolicy, validatePolicy]) {
          try {
            use(parts.join(''), 'identity')
          } catch (error) {
            expect(error).toBeInstanceOf(PolicyError)
          }
        }
      }),
    )
  })
})

describe('huge lists', () => {
  test('of actions, resources and values are searched to their end', () => {
    const many = (prefix: string) => Array.from({ length: 2000 }, (_, index) => `${prefix}${index}`)
    const statement = {
      Effect: 'Allow',
      Action: [...many('ssm:A'), 'ssm:Get*'],
      Resource: [...many('arn:aws:s3:::'), '*'],
      Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': [...many('t'), 'last'] } },
    }
    const text = policyText(statement)
    expect(decideWith(text, { 'aws:TagKeys': [...many('t'), 'last'] }).effect).toBe('allow')
    expect(decideWith(text, { 'aws:TagKeys': [...many('t'), 'other'] }).effect).toBe('implicit-deny')
  })

  test('of statements are searched to their end', () => {
    const statements = Array.from({ length: 1000 }, (_, index) => ({ ...allowAll, Action: `ssm:A${index}` }))
    const decision = decideWith(policyText([...statements, { ...allowAll, Effect: 'Deny' }]))
    expect(decision).toMatchObject({ effect: 'explicit-deny', statementIndex: 1000 })
  })
})

describe('hostile values', () => {
  test('unclosed and empty variables are harmless', () => {
    for (const value of ['${'.repeat(20_000), '${}'.repeat(10_000), "${a, '".repeat(10_000), '}'.repeat(20_000)]) {
      const statement = { ...allowAll, Condition: { StringEquals: { 'k:k': value } } }
      expect(decideWith(policyText(statement), { 'k:k': 'x' }).effect).toBe('implicit-deny')
    }
  })

  test('a request value full of wildcards and variables stays text', () => {
    const statement = { ...allowAll, Condition: { StringLike: { 'k:k': 'a${aws:username}' } } }
    expect(decideWith(policyText(statement), { 'k:k': 'ab', 'aws:username': '*' }).effect).toBe('implicit-deny')
    const nested = { 'k:k': 'a${aws:username}', 'aws:username': '${aws:username}' }
    expect(decideWith(policyText(statement), nested).effect).toBe('allow')
  })

  test('lone surrogates in a request match only wildcards', () => {
    const like = (pattern: string) => ({ ...allowAll, Condition: { StringLike: { 'k:k': pattern } } })
    expect(decideWith(policyText(like('a?')), { 'k:k': 'a\ud800' }).effect).toBe('allow')
    expect(decideWith(policyText(like('a\u00ff')), { 'k:k': 'a\ud800' }).effect).toBe('implicit-deny')
  })
})
