import { describe, expect, test } from 'vitest'
import { canonicalHeaders, canonicalPath, canonicalQuery } from './canonical-request.ts'
import { asReceived } from './request-for-tests.ts'

describe('the canonical path', () => {
  test.each([
    ['', '/'],
    ['/', '/'],
    ['/v1/control-channel/mi-0123', '/v1/control-channel/mi-0123'],
    ['/a%20b', '/a%2520b'],
    ['/al@ex.com', '/al%40ex.com'],
    ['//a///b//', '/a/b/'],
    ['/a/./b/../c', '/a/c'],
    ['/../..', '/'],
    ['/.hidden', '/.hidden'],
    ['/%2e%2E/x', '/%252e%252E/x'],
  ])('of %s is %s outside S3', (path, canonical) => {
    expect(canonicalPath(path, false)).toBe(canonical)
  })

  test.each([
    ['', '/'],
    ['//a/./../b/', '//a/./../b/'],
    ['/a%20b', '/a%20b'],
    ['/a%2fb%7Ec', '/a%2Fb~c'],
    ['/al@ex.com', '/al%40ex.com'],
    ['/%zz', '/%25zz'],
  ])('of %s is %s for S3', (path, canonical) => {
    expect(canonicalPath(path, true)).toBe(canonical)
  })
})

describe('the canonical query', () => {
  test.each([
    ['', ''],
    ['b=1&a=2', 'a=2&b=1'],
    ['a=2&a=1', 'a=1&a=2'],
    ['a1=x&a=y&a-=z', 'a=y&a-=z&a1=x'],
    ['flag', 'flag='],
    ['a==b', 'a=%3Db'],
    ['&&a=1&', 'a=1'],
    ['a=b+c%20d', 'a=b%20c%20d'],
    ['a=%7e%41/', 'a=~A%2F'],
    ['a=%&b=%4', 'a=%25&b=%254'],
    [asReceived('ü=雪'), '%C3%BC=%E9%9B%AA'],
  ])('of %s is %s', (query, canonical) => {
    expect(canonicalQuery(query, false)).toBe(canonical)
  })

  test('leaves out the signature of a presigned request, however it is spelled', () => {
    expect(canonicalQuery('X-Amz-Signature=1&a=1&X%2dAmz-Signature=2', true)).toBe('a=1')
    expect(canonicalQuery('X-Amz-Signature=1', false)).toBe('X-Amz-Signature=1')
  })
})

describe('the canonical headers', () => {
  test('are trimmed, with single blanks, and joined when repeated', () => {
    const raw = ['X-B', ' one  two\t\tthree ', 'Host', 'localhost', 'x-b', '', 'X-B', 'four']
    expect(canonicalHeaders(raw, ['host', 'x-b'])).toBe('host:localhost\nx-b:one two three,,four\n')
  })

  test('have no line for a header that did not arrive', () => {
    expect(canonicalHeaders(['Host', 'localhost', 'X-Empty', ''], ['host', 'x-absent', 'x-empty'])).toBe(
      'host:localhost\nx-empty:\n',
    )
  })

  test('leave out the first proof of a host key, which is made after signing', () => {
    const name = 'ssm-asymmetrickeyauthorization'
    const raw = ['SSM-AsymmetricKeyAuthorization', 'new', 'Ssm-Asymmetrickeyauthorization', 'old', name, 'oldest']
    expect(canonicalHeaders(raw, [name])).toBe(`${name}:old,oldest\n`)
    expect(canonicalHeaders(raw.slice(0, 2), [name])).toBe('')
  })
})
