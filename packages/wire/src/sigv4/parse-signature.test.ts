import { describe, expect, test } from 'vitest'
import { parseSignature, type ParsedSignature, type SignatureFailure } from './parse-signature.ts'
import { wireRequest } from './request-for-tests.ts'

const NOW = new Date('2026-11-22T00:10:00Z')
const SIGNATURE = 'f'.repeat(64)
const SCOPE = 'AKIDEXAMPLE/20261122/us-east-1/ssm/aws4_request'
const AUTHORIZATION = `AWS4-HMAC-SHA256 Credential=${SCOPE}, SignedHeaders=host;x-amz-date, Signature=${SIGNATURE}`
const DATE = ['X-Amz-Date', '20261122T001000Z'] as const
const PRESIGNED = {
  'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
  'X-Amz-Credential': SCOPE,
  'X-Amz-Date': '20261122T001000Z',
  'X-Amz-Expires': '60',
  'X-Amz-SignedHeaders': 'host',
  'X-Amz-Signature': SIGNATURE,
}

function inHeader(
  authorization: string | undefined,
  ...others: Array<readonly [string, string]>
): ParsedSignature | SignatureFailure {
  const given = authorization === undefined ? others : [['Authorization', authorization] as const, ...others]
  return parseSignature(wireRequest('POST', '/', [['Host', 'localhost'], ...given], '{}'), {
    now: NOW,
    skewSeconds: 300,
  })
}

function inQuery(changes: Readonly<Record<string, string | undefined>>): ParsedSignature | SignatureFailure {
  const query = Object.entries({ ...PRESIGNED, ...changes })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&')
  return parseSignature(wireRequest('GET', `/?${query}`, [['Host', 'localhost']]), { now: NOW, skewSeconds: 300 })
}

function at(amzDate: string): ParsedSignature | SignatureFailure {
  return inHeader(AUTHORIZATION, ['X-Amz-Date', amzDate])
}

describe('a signature in the Authorization header', () => {
  const expected = {
    form: 'header',
    accessKeyId: 'AKIDEXAMPLE',
    date: '20261122',
    region: 'us-east-1',
    service: 'ssm',
    terminator: 'aws4_request',
    signedHeaders: ['host', 'x-amz-date'],
    signature: SIGNATURE,
    amzDate: '20261122T001000Z',
  }

  test.each([
    ['commas with blanks', AUTHORIZATION],
    ['commas alone', AUTHORIZATION.replaceAll(', ', ',')],
    ['many blanks', AUTHORIZATION.replaceAll(', ', ' ,\t  ')],
    ['blanks alone', AUTHORIZATION.replaceAll(', ', ' ')],
    ['another order', `AWS4-HMAC-SHA256 Signature=${SIGNATURE},SignedHeaders=host;x-amz-date,Credential=${SCOPE}`],
    ['signed headers in another order and case', AUTHORIZATION.replace('host;x-amz-date', 'X-Amz-Date;Host')],
  ])('is read with %s', (_, authorization) => {
    expect(inHeader(authorization, DATE)).toEqual(expected)
  })

  test('keeps the padding of a base64 signature', () => {
    expect(inHeader(AUTHORIZATION.replace(SIGNATURE, 'r6TD1+3/mA=='), DATE)).toMatchObject({
      signature: 'r6TD1+3/mA==',
    })
  })

  test('brings the session token', () => {
    const parsed = inHeader(AUTHORIZATION, DATE, ['X-Amz-Security-Token', 'IQoJ/+=='])
    expect(parsed).toEqual({ ...expected, sessionToken: 'IQoJ/+==' })
  })

  test.each(['Sun, 22 Nov 2026 00:10:00 GMT', 'Sun, 22 Nov 2026 00:10:00 -0000', '20261122T001000Z'])(
    'may take its time from the Date header: %s',
    date => {
      expect(inHeader(AUTHORIZATION, ['Date', date])).toEqual(expected)
    },
  )

  test('prefers X-Amz-Date to Date', () => {
    expect(inHeader(AUTHORIZATION, ['Date', 'Sun, 22 Nov 2026 00:09:00 GMT'], DATE)).toEqual(expected)
  })
})

describe('a presigned request', () => {
  test('is read from its query', () => {
    expect(inQuery({ 'X-Amz-Security-Token': 'IQoJ/+==' })).toEqual({
      form: 'query',
      accessKeyId: 'AKIDEXAMPLE',
      date: '20261122',
      region: 'us-east-1',
      service: 'ssm',
      terminator: 'aws4_request',
      signedHeaders: ['host'],
      signature: SIGNATURE,
      amzDate: '20261122T001000Z',
      sessionToken: 'IQoJ/+==',
      expiresSeconds: 60,
    })
  })

  test('outlives the skew but not its expiry', () => {
    const s3 = SCOPE.replace(/[^/]+\/aws4_request$/, 's3/aws4_request')
    const old = { 'X-Amz-Date': '20261121T001000Z', 'X-Amz-Credential': s3, 'X-Amz-SignedHeaders': 'host' }
    expect(inQuery({ ...old, 'X-Amz-Expires': '86400' })).toMatchObject({ expiresSeconds: 86400 })
    expect(inQuery({ ...old, 'X-Amz-Expires': '86340' })).toMatchObject({
      failure: 'expired-or-skewed',
      message: 'Request has expired',
    })
    expect(inQuery({ 'X-Amz-Date': '20261122T000959Z', 'X-Amz-Expires': '1' })).toMatchObject({ expiresSeconds: 1 })
    expect(inQuery({ 'X-Amz-Date': '20261122T000958Z', 'X-Amz-Expires': '1' })).toEqual({
      failure: 'expired-or-skewed',
      message: 'Signature expired: 20261122T000958Z is now earlier than 20261122T000959Z (20261122T001000Z - 1 sec.)',
    })
  })

  test('lives a quarter of an hour at most, but for S3', () => {
    const at = (time: string) => inQuery({ 'X-Amz-Date': `20261121T${time}Z`, 'X-Amz-Expires': '604800' })
    expect(at('235500')).toMatchObject({ expiresSeconds: 604800 })
    expect(at('235459')).toMatchObject({ failure: 'expired-or-skewed' })
  })

  test('counts the first of a repeated parameter', () => {
    const query = Object.entries(PRESIGNED).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    const request = wireRequest('GET', `/?${query.join('&')}&X-Amz-Expires=7&X-Amz-Signature=0`, [
      ['Host', 'localhost'],
    ])
    expect(parseSignature(request, { now: NOW, skewSeconds: 300 })).toEqual(inQuery({}))
  })

  test('must not lie in the future', () => {
    expect(inQuery({ 'X-Amz-Date': '20261122T001501Z' })).toMatchObject({ failure: 'expired-or-skewed', skewed: true })
  })

  test('without an expiry lives as long as a signed header would', () => {
    expect(inQuery({ 'X-Amz-Expires': undefined })).not.toHaveProperty('failure')
    expect(inQuery({ 'X-Amz-Expires': undefined, 'X-Amz-Date': '20261122T000459Z' })).toMatchObject({ skewed: true })
  })

  test.each(['1', '604800'])('may live %s s', expires => {
    expect(inQuery({ 'X-Amz-Expires': expires })).not.toHaveProperty('failure')
  })

  test.each(['0', '-1', '604801', '1e3', '60.5', '', ' 60', '9'.repeat(400)])('may not live "%s" s', expires => {
    expect(inQuery({ 'X-Amz-Expires': expires })).toEqual({
      failure: 'incomplete',
      message: `X-Amz-Expires must be a number of seconds between 1 and 604800, not '${expires}'.`,
    })
  })
})

describe('a request is refused', () => {
  test('when it is signed twice', () => {
    const request = wireRequest('GET', '/?X-Amz-Algorithm=AWS4-HMAC-SHA256', [['Authorization', AUTHORIZATION]])
    expect(parseSignature(request, { now: NOW, skewSeconds: 300 })).toEqual({
      failure: 'invalid-signature',
      message: "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    })
  })

  test.each([undefined, '', 'Bearer abc', 'AWS AKIDEXAMPLE:signature', 'aws4-hmac-sha256 Credential=a'])(
    'when it is not signed: %s',
    authorization => {
      expect(inHeader(authorization, DATE)).toEqual({
        failure: 'missing',
        message: 'Request is missing Authentication Token',
      })
    },
  )

  test.each([
    ['Credential', `AWS4-HMAC-SHA256 SignedHeaders=host, Signature=${SIGNATURE}`],
    ['Signature', `AWS4-HMAC-SHA256 SignedHeaders=host, Credential=${SCOPE}`],
    ['SignedHeaders', `AWS4-HMAC-SHA256 Credential=${SCOPE}, SignedHeaders=, Signature=${SIGNATURE}`],
  ])('when its header lacks %s', (name, authorization) => {
    expect(inHeader(authorization, DATE)).toEqual({
      failure: 'incomplete',
      message: `Authorization header requires '${name}' parameter. Authorization=${authorization}`,
    })
  })

  test('when its header lacks everything', () => {
    expect(inHeader('AWS4-')).toEqual({
      failure: 'incomplete',
      message:
        "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. " +
        "Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either " +
        "a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-",
    })
  })

  test('when its query lacks parameters', () => {
    const names = ['X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date']
    for (const name of names) {
      expect(inQuery({ [name]: undefined })).toEqual({
        failure: 'incomplete',
        message: `AWS query-string parameters must include '${name}'. Re-examine the query-string parameters.`,
      })
    }
    const request = wireRequest('GET', '/?X-Amz-Algorithm', [['Host', 'localhost']])
    expect(parseSignature(request, { now: NOW, skewSeconds: 300 })).toEqual({
      failure: 'incomplete',
      message:
        ['X-Amz-Algorithm', ...names].map(name => `AWS query-string parameters must include '${name}'. `).join('') +
        'Re-examine the query-string parameters.',
    })
  })

  test.each([
    '2026-11-22T00:10:00Z',
    '20261122T001000',
    '20261132T001000Z',
    '20260229T001000Z',
    '20261322T001000Z',
    '20261122T241000Z',
    '20261122T006000Z',
    '20261122T001060Z',
    '20261122 001000Z',
    '2026112 T001000Z',
    'yesterday',
  ])('when its date is none: %s', date => {
    const message = `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`
    expect(at(date)).toEqual({ failure: 'incomplete', message })
    expect(inHeader(AUTHORIZATION, ['Date', date])).toEqual({ failure: 'incomplete', message })
  })

  test('when it is stale', () => {
    expect(at('20261122T000500Z')).not.toHaveProperty('failure')
    expect(at('20261122T000459Z')).toEqual({
      failure: 'expired-or-skewed',
      message: 'Signature expired: 20261122T000459Z is now earlier than 20261122T000500Z (20261122T001000Z - 5 min.)',
      skewed: true,
    })
  })

  test('when it comes from the future', () => {
    expect(at('20261122T001500Z')).not.toHaveProperty('failure')
    expect(at('20261122T001501Z')).toEqual({
      failure: 'expired-or-skewed',
      message:
        'Signature not yet current: 20261122T001501Z is still later than 20261122T001500Z (20261122T001000Z + 5 min.)',
      skewed: true,
    })
  })

  test('when Host is not signed', () => {
    const failure = {
      failure: 'invalid-signature',
      message: "'Host' must be a 'SignedHeader' in the AWS Authorization.",
    }
    expect(inHeader(AUTHORIZATION.replace('host;', ''), DATE)).toEqual(failure)
    expect(inQuery({ 'X-Amz-SignedHeaders': 'content-type' })).toEqual(failure)
  })

  test('when it signs with another algorithm', () => {
    const authorization = AUTHORIZATION.replace('HMAC-SHA256', 'ECDSA-P256-SHA256')
    expect(inHeader(authorization, DATE)).toEqual({
      failure: 'unsupported-algorithm',
      message:
        "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256' (only AWS4-HMAC-SHA256 for now). " +
        `Authorization=${authorization}`,
    })
    expect(inQuery({ 'X-Amz-Algorithm': 'X' })).toMatchObject({ failure: 'unsupported-algorithm' })
  })

  test.each(['AKIDEXAMPLE', `${SCOPE}/more`, '20261122/us-east-1/ssm/aws4_request'])(
    'when its credential has not five elements: %s',
    credential => {
      const failure = {
        failure: 'malformed-credential',
        message:
          'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, ' +
          `got '${credential}'`,
      }
      expect(inHeader(AUTHORIZATION.replace(SCOPE, credential), DATE)).toEqual(failure)
      expect(inQuery({ 'X-Amz-Credential': credential })).toEqual(failure)
    },
  )

  test('when it names more signed headers than a client would', () => {
    const names = Array.from({ length: 100 }, (_, index) => `x${index}`).join(';')
    expect(inHeader(AUTHORIZATION.replace('x-amz-date', names), DATE)).toEqual({
      failure: 'incomplete',
      message: 'SignedHeaders must not name more than 100 headers.',
    })
  })

  test('when S3 is sent a header of its own that is not signed', () => {
    const authorization = AUTHORIZATION.replace('/ssm/', '/s3/')
    expect(inHeader(authorization, DATE)).not.toHaveProperty('failure')
    expect(inHeader(AUTHORIZATION, DATE, ['X-Amz-Acl', 'public-read'])).not.toHaveProperty('failure')
    expect(inHeader(authorization, DATE, ['X-Amz-Acl', 'public-read'])).toEqual({
      failure: 'invalid-signature',
      message: 'There were headers present in the request which were not signed',
    })
  })
})
