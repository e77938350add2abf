import { describe, expect, test } from 'vitest'
import { isPublicPolicy } from './is-public.ts'

function policy(principal: unknown, condition?: unknown, effect = 'Allow'): string {
  const statement = { Effect: effect, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*', Condition: condition }
  const named = typeof principal === 'object' && principal && 'NotPrincipal' in principal
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: { ...statement, ...(named ? principal : { Principal: principal }) },
  })
}

const user = 'arn:aws:iam::123456789012:user/a'

describe('A resource policy is public', () => {
  test.each([
    ['for everyone', policy('*')],
    ['for everyone, written long', policy({ AWS: '*' })],
    ['for everyone beside somebody', policy({ AWS: [user, '*'] })],
    ['for all but somebody', policy({ NotPrincipal: { AWS: user } })],
    ['over TLS only', policy('*', { Bool: { 'aws:SecureTransport': 'true' } })],
    ['from anywhere', policy('*', { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '0.0.0.0/1'] } })],
    ['from half of IPv6', policy('*', { IpAddress: { 'aws:SourceIp': '2000::/3' } })],
    ['for all ids', policy('*', { StringLike: { 'aws:userid': '*' } })],
    ['for what the caller says', policy('*', { StringEquals: { 'aws:PrincipalAccount': '${aws:PrincipalAccount}' } })],
    ['for all but one account', policy('*', { StringNotEquals: { 'aws:PrincipalAccount': '123456789012' } })],
    ['where the key is missing', policy('*', { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } })],
    ['for any browser', policy('*', { StringLike: { 'aws:UserAgent': 'x' } })],
  ])('%s', (_, text) => expect(isPublicPolicy(text)).toBe(true))
})

describe('A resource policy is not public', () => {
  test.each([
    ['for a user', policy({ AWS: user })],
    ['for an account', policy({ AWS: '123456789012' })],
    ['for a service', policy({ Service: 'cloudtrail.amazonaws.com' })],
    ['as a denial', policy('*', undefined, 'Deny')],
    ['in an organization', policy('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } })],
    ['from one network', policy('*', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
    ['for roles of an account', policy('*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/*' } })],
    [
      'with another condition beside',
      policy('*', { StringEquals: { 'aws:SourceVpce': 'vpce-1' }, Bool: { 'aws:SecureTransport': 'true' } }),
    ],
  ])('%s', (_, text) => expect(isPublicPolicy(text)).toBe(false))
})
