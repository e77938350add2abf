import { describe, expect, test } from 'vitest'
import { parseSignature, type ParsedSignature, type SignatureFailure } from './parse-signature.ts'
import { wireRequest } from './request-for-tests.ts'

const scope = 'AKIDEXAMPLE/20261122/us-east-1/s3/aws4_request'

function signedAt(amzDate: string, now: string): ParsedSignature | SignatureFailure {
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=f`
  const headers = [['Host', 'localhost'] as const, ['X-Amz-Date', amzDate] as const]
  const request = wireRequest('GET', '/', [...headers, ['Authorization', authorization]])
  return parseSignature(request, { now: new Date(now), skewSeconds: 300 })
}

function presignedAt(amzDate: string, now: string, expires = 60): ParsedSignature | SignatureFailure {
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(scope)}&X-Amz-Date=${amzDate}`
  const target = `/?${query}&X-Amz-Expires=${expires}&X-Amz-SignedHeaders=host&X-Amz-Signature=f`
  return parseSignature(wireRequest('GET', target, []), { now: new Date(now), skewSeconds: 300 })
}

describe('For S3, a signature', () => {
  test('may be fifteen minutes off, either way', () => {
    expect(signedAt('20261122T001000Z', '2026-11-22T00:25:00Z')).not.toHaveProperty('failure')
    expect(signedAt('20261122T001000Z', '2026-11-21T23:55:00Z')).not.toHaveProperty('failure')
  })

  test.each(['2026-11-22T00:25:01Z', '2026-11-21T23:54:59Z'])('of 00:10 is skewed at %s', now => {
    expect(signedAt('20261122T001000Z', now)).toEqual({
      failure: 'expired-or-skewed',
      skewed: true,
      message: 'The difference between the request time and the current time is too large.',
      members: { RequestTime: '20261122T001000Z', ServerTime: now, MaxAllowedSkewMilliseconds: '900000' },
    })
  })

  test('of another form than a date is refused', () => {
    expect(signedAt('yesterday', '2026-11-22T00:10:00Z')).toMatchObject({ failure: 'incomplete' })
  })

  test('in a URL lives as long as it says', () => {
    expect(presignedAt('20261122T001000Z', '2026-11-22T00:11:00Z')).toMatchObject({ expiresSeconds: 60 })
    expect(presignedAt('20261122T001000Z', '2026-11-22T00:11:01Z')).toEqual({
      failure: 'expired-or-skewed',
      message: 'Request has expired',
      members: { 'X-Amz-Expires': '60', Expires: '2026-11-22T00:11:00Z', ServerTime: '2026-11-22T00:11:01Z' },
    })
  })

  test('in a URL may come from the near future', () => {
    expect(presignedAt('20261122T001000Z', '2026-11-21T23:55:00Z')).not.toHaveProperty('failure')
    expect(presignedAt('20261122T001000Z', '2026-11-21T23:54:59Z')).toEqual({
      failure: 'expired-or-skewed',
      message: 'Request is not yet valid',
      members: { 'X-Amz-Date': '20261122T001000Z', ServerTime: '2026-11-21T23:54:59Z' },
    })
  })
})
