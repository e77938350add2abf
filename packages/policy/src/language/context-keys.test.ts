import { expect, test } from 'vitest'
import { contextKeysIn } from './context-keys.ts'

const statement = {
  Effect: 'Allow',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::b/${aws:username}/*', "arn:aws:s3:::${aws:PrincipalTag/team, 'none'}", 'arn:aws:s3:::${*}'],
  Condition: {
    StringEquals: { 'aws:SourceIp': 'x', 'ssm:resourceTag/Name': '${aws:userid}' },
    Bool: { 'AWS:sourceip': 'true' },
  },
}

test('keys of conditions and variables are told once, as first written', () => {
  expect(contextKeysIn(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }))).toEqual([
    'aws:SourceIp',
    'aws:principaltag/team',
    'aws:userid',
    'aws:username',
    'ssm:resourceTag/Name',
  ])
})

test('an old version knows no variables', () => {
  expect(contextKeysIn(JSON.stringify({ Version: '2008-10-17', Statement: statement }))).toEqual([
    'aws:SourceIp',
    'ssm:resourceTag/Name',
  ])
})

test('what is no policy is refused', () => {
  expect(() => contextKeysIn('{}')).toThrow('Syntax errors in policy.')
})
