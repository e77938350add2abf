import { describe, expect, test } from 'vitest'
import { AwsFault } from '../aws-fault.ts'
import type { ParsedSignature } from './parsed-signature.ts'
import { payloadClaim } from './payload-claim.ts'
import { wireRequest } from './request-for-tests.ts'

const signed = { form: 'header' } as ParsedSignature
const presigned = { form: 'query' } as ParsedSignature

function claim(text: string, signature: ParsedSignature | undefined = signed): object {
  try {
    return payloadClaim(wireRequest('PUT', '/b/k', [['X-Amz-Content-SHA256', text]]), signature)
  } catch (error) {
    if (error instanceof AwsFault) return { code: error.code, status: error.status, members: error.members }
    throw error
  }
}

describe('What a request says of its body', () => {
  test.each([
    ['A'.repeat(64), { kind: 'hash', sha256: 'a'.repeat(64) }],
    ['UNSIGNED-PAYLOAD', { kind: 'unsigned' }],
    ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', { kind: 'chunked', signed: false, trailer: true }],
    ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { kind: 'chunked', signed: true, trailer: false }],
    ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', { kind: 'chunked', signed: true, trailer: true }],
  ])('by %s is understood', (text, expected) => {
    expect(claim(text)).toEqual(expected)
  })

  test.each(['', 'a'.repeat(63), 'g'.repeat(64), 'unsigned-payload', 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD'])(
    'by %j is refused',
    text => {
      const members = { ArgumentName: 'x-amz-content-sha256', ArgumentValue: text }
      expect(claim(text)).toEqual({ code: 'InvalidArgument', status: 400, members })
    },
  )

  test('must be there where the header holds the signature', () => {
    const request = wireRequest('PUT', '/b/k', [])
    expect(() => payloadClaim(request, signed)).toThrow(
      'Missing required header for this request: x-amz-content-sha256',
    )
    expect(payloadClaim(request, presigned)).toEqual({ kind: 'unsigned' })
    expect(payloadClaim(request, undefined)).toEqual({ kind: 'unsigned' })
  })

  test('may stand in the query', () => {
    const request = wireRequest('PUT', `/b/k?X-Amz-Content-Sha256=${'0'.repeat(64)}`, [])
    expect(payloadClaim(request, presigned)).toEqual({ kind: 'hash', sha256: '0'.repeat(64) })
  })

  test('cannot be chunks signed by nobody', () => {
    const request = (text: string) => wireRequest('PUT', '/b/k', [['X-Amz-Content-Sha256', text]])
    const unsigned = payloadClaim(request('STREAMING-UNSIGNED-PAYLOAD-TRAILER'), undefined)
    expect(unsigned).toEqual({ kind: 'chunked', signed: false, trailer: true })
    expect(() => payloadClaim(request('STREAMING-AWS4-HMAC-SHA256-PAYLOAD'), undefined)).toThrow(AwsFault)
  })
})
