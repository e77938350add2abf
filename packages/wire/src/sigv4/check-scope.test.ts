import { describe, expect, test } from 'vitest'
import { checkScope, parseSignature } from './parse-signature.ts'
import { wireRequest } from './request-for-tests.ts'

const SCOPE = 'AKIDEXAMPLE/20261122/us-east-1/ssm/aws4_request'

describe('the scope of a signature', () => {
  const here = { service: 'ssm', acceptsRegion: (region: string) => region === 'us-east-1' }

  function scoped(scope: string): ReturnType<typeof checkScope> {
    const request = wireRequest('POST', '/', [
      ['Host', 'localhost'],
      ['X-Amz-Date', '20261122T001000Z'],
      ['Authorization', `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=ff`],
    ])
    const parsed = parseSignature(request, { now: new Date('2026-11-22T00:10:00Z'), skewSeconds: 300 })
    if (parsed.failure !== undefined) throw new Error(parsed.message)
    return checkScope(parsed, here)
  }

  test('is accepted when everything fits', () => {
    expect(scoped(SCOPE)).toBeUndefined()
  })

  test.each([
    [SCOPE.replace('us-east-1', 'us-moon-1'), "Credential should be scoped to a valid region, not 'us-moon-1'."],
    [SCOPE.replace('ssm', 'iam'), "Credential should be scoped to correct service: 'ssm'."],
    [
      SCOPE.replace('aws4_request', 'aws5'),
      "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5'.",
    ],
    [
      SCOPE.replace('20261122', '20261121'),
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
        "'20261121' != '20261122', from '20261122T001000Z'.",
    ],
  ])('is refused as AWS words it: %s', (scope, message) => {
    expect(scoped(scope)).toEqual({ failure: 'wrong-scope', message })
  })

  test('is refused with all reasons at once', () => {
    expect(scoped('AKIDEXAMPLE/x/y/z/t')).toEqual({
      failure: 'wrong-scope',
      message:
        "Credential should be scoped to a valid region, not 'y'. Credential should be scoped to correct service: 'ssm'. " +
        "Credential should be scoped with a valid terminator: 'aws4_request', not 't'. Date in Credential scope does " +
        "not match YYYYMMDD from ISO-8601 version of date from HTTP: 'x' != '20261122', from '20261122T001000Z'.",
    })
  })
})
