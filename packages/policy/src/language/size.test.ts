import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PolicyError } from './policy-error.ts'
import { checkPolicySize, policySize } from './size.ts'

describe('the size of a policy', () => {
  test('is that of its most compact spelling', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(4), (value, indent) => {
        expect(policySize(JSON.stringify(value, undefined, indent))).toBe(JSON.stringify(value).length)
      }),
    )
  })

  test('counts white space inside strings, after escaped quotes too', () => {
    expect(policySize('{ "a b" :\t"c \\" d" }\r\n')).toBe('{"a b":"c \\" d"}'.length)
  })

  test('is held against the limit of whoever holds the policy', () => {
    expect(() => checkPolicySize('managed', 6144)).not.toThrow()
    expect(() => checkPolicySize('managed', 6145)).toThrow(
      new PolicyError('Cannot exceed quota for PolicySize: 6144', 'LimitExceeded'),
    )
    expect(() => checkPolicySize('roleInline', 10_241, 'Ops')).toThrow(
      'Maximum policy size of 10240 bytes exceeded for role Ops',
    )
    expect(() => checkPolicySize('userInline', 2049, 'alice')).toThrow('exceeded for user alice')
    expect(() => checkPolicySize('trust', 2049)).toThrow('Cannot exceed quota for ACLSizePerRole: 2048')
  })

  test('above the limit carries its own code', () => {
    try {
      checkPolicySize('scp', 5121)
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ name: 'PolicyError', code: 'LimitExceeded' })
    }
  })
})
