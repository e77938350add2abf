import { describe, expect, test } from 'vitest'
import { account, policyText } from '../../test/scenario.ts'
import { compilePolicy } from '../evaluation/compiled-policy.ts'
import type { PolicyKind } from './document.ts'
import { PolicyError, policyMessages } from './policy-error.ts'
import { validatePolicy } from './validate.ts'

const statement = { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: '*' }
const { Effect: _effect, ...withoutEffect } = statement
const { Action: _action, ...withoutAction } = statement
const { Resource: _resource, ...withoutResource } = statement

/** The message for a document, `ok` when it may be saved. */
function verdict(text: string, kind: PolicyKind = 'identity'): string {
  try {
    validatePolicy(text, kind)
    return 'ok'
  } catch (error) {
    expect(error).toBeInstanceOf(PolicyError)
    expect((error as PolicyError).code).toBe('MalformedPolicyDocument')
    return (error as PolicyError).message
  }
}

function ofStatement(parts: object, kind?: PolicyKind): string {
  return verdict(policyText({ ...statement, ...parts }), kind)
}

describe('documents', () => {
  test.each<[string, string]>([
    ['no JSON', 'Syntax errors in policy.'],
    ['[]', 'Syntax errors in policy.'],
    ['{}', 'Syntax errors in policy.'],
    ['{"Version":"2012-10-17"}', 'Syntax errors in policy.'],
    [policyText([]), 'Syntax errors in policy.'],
    [policyText(['statement'] as unknown as readonly object[] as never), 'Syntax errors in policy.'],
    [policyText(statement, '2013-10-17'), 'Syntax errors in policy.'],
    [policyText(statement, '2008-10-17'), 'Policy document must be version 2012-10-17 or greater.'],
    [JSON.stringify({ Statement: statement }), 'Policy document must be version 2012-10-17 or greater.'],
    [JSON.stringify({ Version: '2012-10-17', Statement: statement, Extra: 1 }), 'Syntax errors in policy.'],
    [JSON.stringify({ Version: '2012-10-17', Id: ['x'], Statement: statement }), 'Syntax errors in policy.'],
    [JSON.stringify({ version: '2012-10-17', Statement: statement }), 'Syntax errors in policy.'],
    [JSON.stringify({ Version: '2012-10-17', Id: 'x', Statement: [statement] }), 'ok'],
    [policyText(statement), 'ok'],
    [`\t\r\n ${policyText(statement)}`, 'ok'],
    [policyText({ ...statement, Resource: 'arn:aws:s3:::日本' }), 'Syntax errors in policy.'],
    [policyText({ ...statement, Resource: 'arn:aws:s3:::ÿ' }), 'ok'],
    [policyText(statement).replace('"Effect"', '"Effect":"Allow","Effect"'), 'Syntax errors in policy.'],
  ])('%s: %s', (text, message) => expect(verdict(text)).toBe(message))

  test('service control policies may hold any text', () => {
    expect(ofStatement({ Resource: 'arn:aws:s3:::日本' }, 'scp')).toBe('ok')
  })
})

describe('statements', () => {
  const { syntax, legacy, noActions, noResources, actionVendor, actionColon, resourceVendor } = policyMessages

  test.each<[object, string]>([
    [{ Extra: 'x' }, syntax],
    [{ effect: 'Allow' }, syntax],
    [{ Effect: 'Maybe' }, syntax],
    [{ Effect: 'allow' }, legacy],
    [{ Effect: 'denY' }, legacy],
    [{ Effect: ['Allow'] }, syntax],
    [{ Sid: {} }, syntax],
    [{ Sid: 'with space' }, policyMessages.sidCharacters],
    [{ Action: {} }, syntax],
    [{ Action: [[]] }, syntax],
    [{ Action: 5 }, syntax],
    [{ Action: null }, syntax],
    [{ NotAction: [] }, syntax],
    [{ NotResource: '*' }, syntax],
    [{ Action: [] }, noActions],
    [{ Resource: [] }, noResources],
    [{ Action: 'GetParameter' }, actionVendor],
    [{ Action: '' }, actionVendor],
    [{ Action: ['ssm:Get*', 'ssm:Get:Parameter'] }, actionColon],
    [{ Action: 's s:Get' }, 'Vendor s s is not valid'],
    [{ Action: '*:*' }, 'Vendor * is not valid'],
    [{ Action: 's*:Get' }, 'Vendor s* is not valid'],
    [{ Action: ['*', 'any-service.x:Any thing'] }, 'ok'],
    [{ Resource: 'parameter/x' }, 'Resource parameter/x must be in ARN format or "*".'],
    [{ Resource: '' }, 'Resource  must be in ARN format or "*".'],
    [{ Resource: '**' }, 'Resource ** must be in ARN format or "*".'],
    [{ Resource: 'x', Action: 'bad' }, 'Resource x must be in ARN format or "*".'],
    [{ Resource: 'arn:x:s3:::b' }, 'Partition "x" is not valid for resource "arn:x:s3:::b".'],
    [{ Resource: 'aws:s3:::b' }, 'Partition "s3" is not valid for resource "arn:s3:::b:*".'],
    [{ Resource: 'a:b' }, 'Partition "b" is not valid for resource "arn:b:*:*:*:*".'],
    [{ Resource: 'urn:aws:s3:::b' }, 'Resource urn:aws:s3:::b must be in ARN format or "*".'],
    [{ Resource: 'arn:*:ssm:*:*:session/*' }, 'ok'],
    [{ Resource: 'arn:aws-cn:s3:::b' }, 'ok'],
    [{ Resource: 'arn:aws' }, resourceVendor],
    [{ Resource: 'arn:aws:*:::b' }, resourceVendor],
    [{ Resource: 'arn:aws:ssm' }, 'ok'],
    [{ Resource: 'arn:aws::::b' }, legacy],
    [{ Resource: 'arn:aws:s3::b' }, legacy],
    [
      { Resource: 'arn:aws:iam:eu-west-1::role/x' },
      'IAM resource arn:aws:iam:eu-west-1::role/x cannot contain region information.',
    ],
    [{ Resource: 'arn:aws:s3:eu-west-1::b' }, 'Resource arn:aws:s3:eu-west-1::b can not contain region information.'],
    [{ Resource: 'arn:aws:iam::*:role/${aws:username}' }, 'ok'],
    [{ Resource: ['arn:aws:iam::1:*', 'arn:aws:iam::1:root'] }, 'ok'],
    [
      { Resource: 'arn:aws:iam::1:thing/x' },
      'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, ' +
        'server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
    ],
    [{ Condition: [] }, syntax],
    [{ Condition: { StringEquals: 'x' } }, syntax],
    [{ Condition: { StringEquals: { 'k:k': {} } } }, syntax],
    [{ Condition: { StringEquals: { 'k:k': null } } }, syntax],
    [{ Condition: { StringEqual: { 'k:k': 'x' } } }, syntax],
    [{ Condition: { 'ForAnyValue::StringEquals': { 'k:k': 'x' } } }, syntax],
    [{ Condition: { NullIfExists: { 'k:k': 'true' } } }, syntax],
    [{ Condition: { StringEquals: { 'k:k': ['x', 1, true] } } }, 'ok'],
    [{ Condition: { 'ForAllValues:StringLikeIfExists': { 'k:k': [] } } }, 'ok'],
    [{ Condition: {} }, 'ok'],
    [{ Condition: { DateLessThan: { 'aws:CurrentTime': 'soon' } } }, legacy],
    [{ Condition: { DateLessThanIfExists: { 'aws:CurrentTime': ['2020-04-15T00:00:00+00:00', 1586916001] } } }, 'ok'],
    [{ Principal: '*' }, 'Policy document should not specify a principal.'],
  ])('%j: %s', (parts, message) => expect(ofStatement(parts)).toBe(message))

  test('lacking an element are refused by its name', () => {
    expect(verdict(policyText(withoutEffect))).toBe(syntax)
    expect(verdict(policyText(withoutAction))).toBe(noActions)
    expect(verdict(policyText(withoutResource))).toBe(noResources)
    expect(verdict(policyText({ ...withoutResource, Action: 'bad' }))).toBe(actionVendor)
  })

  test('need different Sids, where they have one', () => {
    const sid = { ...statement, Sid: 'One' }
    expect(verdict(policyText([sid, sid]))).toBe('Statement IDs (SID) in a single policy must be unique.')
    expect(verdict(policyText([sid, { ...sid, Sid: 'one' }, statement, statement]))).toBe('ok')
    expect(verdict(policyText([sid, { Effect: 'Allow', Sid: 'One' }]))).toBe(policyMessages.sidUnique)
  })
})

describe('trust policies', () => {
  const trust = { Effect: 'Allow', Principal: { Service: 'ssm.amazonaws.com' }, Action: 'sts:AssumeRole' }
  const ofTrust = (parts: object) => verdict(policyText({ ...trust, ...parts }), 'trust')

  test('may be of the old version or of none', () => {
    expect(verdict(policyText(trust, '2008-10-17'), 'trust')).toBe('ok')
    expect(verdict(JSON.stringify({ Statement: [trust] }), 'trust')).toBe('ok')
  })

  test.each<[object, string]>([
    [{}, 'ok'],
    [{ Action: ['sts:AssumeRole', 'sts:TagSession', 'STS:SetSourceIdentity'] }, 'ok'],
    [{ Action: 'sts:AssumeRole*' }, 'ok'],
    [{ Action: 'sts:GetCallerIdentity' }, policyMessages.trustActions],
    [{ Action: 's3:GetObject' }, policyMessages.trustActions],
    [{ Action: '*' }, policyMessages.trustActions],
    [{ Action: [] }, policyMessages.noActions],
    [{ Resource: '*' }, 'Has prohibited field Resource'],
    [{ NotResource: '*' }, 'Has prohibited field Resource'],
    [{ Principal: undefined }, 'Missing required field Principal'],
    [{ Principal: {} }, 'Missing required field Principal'],
    [{ Principal: { AWS: [] } }, 'Missing required field Principal'],
    [{ Principal: undefined, NotPrincipal: { AWS: account } }, 'Has prohibited field NotPrincipal'],
    [{ Principal: account }, policyMessages.syntax],
    [{ Principal: { Aws: account } }, policyMessages.syntax],
    [{ Principal: '*' }, 'ok'],
    [{ Principal: { AWS: account, Service: ['ec2.amazonaws.com', 'ssm.amazonaws.com'] } }, 'ok'],
    [{ Principal: { AWS: `arn:aws:iam::${account}:role/service-role/R` } }, 'ok'],
    [{ Principal: { AWS: `arn:aws:sts::${account}:assumed-role/R/S` } }, 'ok'],
    [{ Principal: { AWS: 'AROAEXAMPLE0000000000' } }, 'ok'],
    [{ Principal: { Federated: `arn:aws:iam::${account}:saml-provider/corp` } }, 'ok'],
    [{ Principal: { AWS: 'alice' } }, 'Invalid principal in policy: "AWS":"alice"'],
    [
      { Principal: { AWS: `arn:aws:iam::${account}:group/g` } },
      `Invalid principal in policy: "AWS":"arn:aws:iam::${account}:group/g"`,
    ],
    [
      { Principal: { AWS: `arn:aws:iam::${account}:role/*` } },
      `Invalid principal in policy: "AWS":"arn:aws:iam::${account}:role/*"`,
    ],
    [{ Principal: { Service: 'ssm' } }, 'Invalid principal in policy: "SERVICE":"ssm"'],
    [{ Principal: { Service: '*' } }, 'Invalid principal in policy: "SERVICE":"*"'],
  ])('%j: %s', (parts, message) => expect(ofTrust(parts)).toBe(message))

  test('may not turn their actions around', () => {
    const { Action: _, ...rest } = trust
    expect(verdict(policyText({ ...rest, NotAction: 'sts:AssumeRole' }), 'trust')).toBe(policyMessages.trustActions)
  })
})

describe('organization policies', () => {
  test('service control policies name no principal but use the whole language otherwise', () => {
    expect(ofStatement({ Principal: '*' }, 'scp')).toBe(policyMessages.organization)
    const condition = { StringNotEqualsIgnoreCase: { 'aws:PrincipalTag/job-function': 'administrator' } }
    expect(
      verdict(
        policyText({ Effect: 'Allow', NotAction: 'iam:*', NotResource: 'arn:aws:s3:::b', Condition: condition }),
        'scp',
      ),
    ).toBe('ok')
  })

  test('resource control policies deny everyone', () => {
    const deny = { ...statement, Effect: 'Deny', Principal: '*' }
    expect(verdict(policyText(deny), 'rcp')).toBe('ok')
    expect(verdict(policyText({ ...deny, Effect: 'Allow' }), 'rcp')).toBe(policyMessages.organization)
    expect(verdict(policyText({ ...deny, Principal: { AWS: account } }), 'rcp')).toBe(policyMessages.organization)
    expect(verdict(policyText(statement), 'rcp')).toBe(policyMessages.noPrincipal)
  })
})

test('resource policies take any Sid and need a principal', () => {
  const named = { ...statement, Sid: 'Allow this: all', Principal: { AWS: account } }
  expect(verdict(policyText(named), 'resource')).toBe('ok')
  expect(verdict(policyText(statement), 'resource')).toBe(policyMessages.noPrincipal)
})

describe('compiling', () => {
  test('tolerates values that match nothing', () => {
    const parts = { Action: ['GetParameter', 'a:b:c'], Resource: 'x', Condition: { NoSuch: { k: '1' } } }
    expect(compilePolicy(policyText({ ...statement, ...parts }), 'identity').allows).toHaveLength(1)
    expect(compilePolicy(policyText([]), 'boundary').allows).toEqual([])
    expect(compilePolicy(JSON.stringify({ Statement: [statement, statement] }), 'identity').version).toBe('2008-10-17')
  })

  test.each<[object, PolicyKind, string]>([
    [{ ...statement, Effect: 'allow' }, 'identity', policyMessages.legacy],
    [withoutAction, 'identity', policyMessages.noActions],
    [withoutResource, 'identity', policyMessages.noResources],
    [{ ...statement, Principal: '*' }, 'session', policyMessages.principalForbidden],
    [{ ...statement, Principal: '*' }, 'scp', policyMessages.organization],
    [statement, 'resource', policyMessages.noPrincipal],
    [{ ...statement, Principal: '*' }, 'trust', 'Has prohibited field Resource'],
    [{ ...withoutResource, NotPrincipal: '*' }, 'trust', 'Has prohibited field NotPrincipal'],
  ])('refuses a structure that leaves doubt: %j as %s', (one, kind, message) => {
    expect(() => compilePolicy(policyText(one as never), kind)).toThrow(new PolicyError(message))
  })

  test('lists the principals a document names', () => {
    const trust = {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { AWS: [account], Service: 'ssm.amazonaws.com' },
    }
    expect(compilePolicy(policyText(trust), 'trust').principals).toEqual([
      { type: 'AWS', value: account },
      { type: 'Service', value: 'ssm.amazonaws.com' },
    ])
  })
})
