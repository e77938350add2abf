import { describe, expect, test } from 'vitest'
import { account, allows, decide, named, parameter } from '../../test/scenario.ts'

const bucket = 'arn:aws:s3:::bucket/a/b'
const logStream = `arn:aws:logs:us-east-1:${account}:log-group:g:log-stream:s`

describe('Resource', () => {
  test.each([
    ['*', parameter, true],
    ['*', '*', true],
    [parameter, parameter, true],
    [parameter, '*', false],
    [parameter.toUpperCase(), parameter, false],
    [parameter.replace('/x', '/X'), parameter, false],
    [`arn:aws:ssm:*:*:parameter/*`, parameter, true],
    [`arn:aws:ssm:us-*-1:${account}:parameter/x`, parameter, true],
    [`arn:aws:ssm:us-*1:parameter/x`, parameter, false],
    [`arn:aws:ssm:us?east-1:${account}:parameter/x`, parameter, true],
    [`arn:aws:ssm:us-east-1?${account}:parameter/x`, parameter, false],
    ['arn:*:ssm:*:*:parameter/x', parameter, true],
    ['arn:aws:s*m:*:*:parameter/x', parameter, true],
    [`arn:aws:ssm:us-east-1:${account}:*`, parameter, true],
    [`arn:aws:ssm:us-east-1:${account}:*`, `arn:aws:ssm:us-east-1:${account}:*`, true],
    [`arn:aws:ssm:us-east-1:${account}:document/*`, `arn:aws:ssm:us-east-1:${account}:*`, false],
    ['arn:aws:s3:::bucket/*', bucket, true],
    ['arn:aws:s3:::bucket', bucket, false],
    ['arn:aws:s3:::bucket/?/b', bucket, true],
    ['arn:aws:logs:*:*:log-group:*', logStream, true],
    ['arn:aws:logs:*:*:log-group?g?log-stream?s', logStream, true],
    // A star that ends a part may run past the colon; one inside a part may not.
    ['arn:aws:ssm:*:parameter/x', parameter, true],
    ['arn:aws:logs:*:log-stream:s', logStream, true],
    ['arn:aws:ssm:us-*x', parameter, false],
    ['parameter/x', parameter, false],
    ['**', parameter, false],
    ['', parameter, false],
  ])('%j against %j is %s', (entry, resource, expected) => {
    expect(allows({ Resource: entry }, { resource })).toBe(expected)
    expect(allows({ Resource: ['arn:aws:none:::x', entry] }, { resource })).toBe(expected)
  })

  test.each(['arn:aws:ssm', 'arn:aws:ssm:us-east-1', `arn:aws:ssm:us-east-1:${account}`, 'arn:aws', 'arn:aws:s*'])(
    'an incomplete ARN is completed in identity policies, not in service control policies: %s',
    entry => {
      const statement = { Effect: 'Deny', Action: '*', Resource: entry }
      expect(allows({ Resource: entry }, {})).toBe(true)
      const scps = [[named('scp', [{ Effect: 'Allow', Action: '*', Resource: '*' }, statement])]]
      const identity = [named('identity', { Effect: 'Allow', Action: '*', Resource: '*' })]
      // The trailing star of the last entry runs past the colons by itself.
      expect(decide({}, { identity, scps }).effect).toBe(entry.endsWith('*') ? 'explicit-deny' : 'allow')
    },
  )

  test('NotResource applies to everything its entries do not match', () => {
    const other = { Resource: undefined, NotResource: ['arn:aws:ssm:*:*:document/*', 'arn:aws:s3:::*'] }
    expect(allows(other, {})).toBe(true)
    expect(allows(other, { resource: bucket })).toBe(false)
    expect(allows({ Resource: undefined, NotResource: '*' }, {})).toBe(false)
  })
})

describe('variables in Resource', () => {
  const own = 'arn:aws:ssm:*:*:session/${aws:username}-*'
  const session = (name: string) => `arn:aws:ssm:us-east-1:${account}:session/${name}`
  const context = { 'aws:username': 'alice' }

  test.each([
    [own, 'alice-1', true],
    [own, 'bob-1', false],
    ["arn:aws:ssm:*:*:session/${aws:PrincipalTag/team, 'ops'}-*", 'ops-1', true],
    ['arn:aws:ssm:*:*:session/${AWS:UserName}-1', 'alice-1', true],
    ['arn:aws:ssm:*:*:session/${aws:PrincipalTag/team}-*', 'alice-1', false],
    ['arn:aws:ssm:*:*:session/${*}-1', '*-1', true],
    ['arn:aws:ssm:*:*:session/${*}-1', 'alice-1', false],
    ['arn:aws:ssm:*:*:session/${?}${$}', '?$', true],
    ['arn:aws:ssm:*:*:session/${aws:username', '${aws:username', true],
  ])('%s against session %s is %s', (entry, name, expected) => {
    expect(allows({ Resource: entry }, { resource: session(name), context })).toBe(expected)
  })

  test('a value brings no wildcards in', () => {
    expect(allows({ Resource: own }, { resource: session('bob-1'), context: { 'aws:username': '*' } })).toBe(false)
    expect(allows({ Resource: own }, { resource: session('*-1'), context: { 'aws:username': '*' } })).toBe(true)
  })

  test('are literal text before version 2012-10-17', () => {
    expect(allows({ Resource: own }, { resource: session('alice-1'), context }, '2008-10-17')).toBe(false)
    expect(allows({ Resource: own }, { resource: session('${aws:username}-1'), context }, '2008-10-17')).toBe(true)
  })

  test('before the fifth colon make the entry match nothing', () => {
    const entry = 'arn:aws:ssm:us-east-1:${aws:PrincipalAccount}:parameter/x'
    expect(allows({ Resource: entry }, { context: { 'aws:PrincipalAccount': account } })).toBe(false)
  })

  test('a multivalued key has no single value', () => {
    const multiple = { 'aws:username': ['alice'] }
    expect(allows({ Resource: own }, { resource: session('alice-1'), context: multiple })).toBe(false)
  })

  test('without value in NotResource a Deny applies and an Allow does not', () => {
    const entry = 'arn:aws:ssm:*:*:parameter/${aws:PrincipalTag/team}'
    expect(allows({ Resource: undefined, NotResource: entry })).toBe(false)
    const statements = [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: '*', NotResource: entry },
    ]
    expect(decide({}, { identity: [named('identity', statements)] }).effect).toBe('explicit-deny')
  })
})
