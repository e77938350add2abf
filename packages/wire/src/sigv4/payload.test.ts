import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { WireRequest } from '../protocols/protocol.ts'
import { parseSignature, type SignatureFailure } from './parse-signature.ts'
import { wireRequest } from './request-for-tests.ts'
import { signWithSdk } from './sdk-signer-for-tests.ts'
import { presignUrl, signRequest } from './sign.ts'
import { verifySignature } from './verify.ts'

const now = new Date('2026-11-22T00:10:00Z')
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }
const url = new URL('http://localhost:4566/bucket/key')

function put(service: string, claim: string | undefined, body: string, sentBody = body): SignatureFailure | undefined {
  const headers: Record<string, string> = claim === undefined ? {} : { 'X-Amz-Content-Sha256': claim }
  const scope = { region: 'us-east-1', service, now }
  const signed = signRequest({ method: 'PUT', url, headers, body }, credentials, scope)
  return verify(wireRequest('PUT', url.pathname, Object.entries(signed), sentBody))
}

function verify(request: WireRequest): SignatureFailure | undefined {
  const parsed = parseSignature(request, { now, skewSeconds: 300 })
  return parsed.failure === undefined ? verifySignature(request, parsed, credentials.secretAccessKey) : parsed
}

describe('the body of a request', () => {
  const refused = expect.objectContaining({ failure: 'invalid-signature' })

  test('is covered by the signature for SSM', () => {
    expect(put('ssm', undefined, 'content')).toBeUndefined()
    expect(put('ssm', undefined, 'content', 'Content')).toEqual(refused)
    expect(put('ssm', undefined, '', 'content')).toEqual(refused)
    expect(put('ssm', undefined, 'content', '')).toEqual(refused)
  })

  test('is covered by what the signature for S3 says of it', () => {
    expect(put('s3', undefined, 'content', '')).toBeUndefined()
    const scope = { region: 'us-east-1', service: 's3', now }
    const signed = signRequest({ method: 'PUT', url, headers: {}, body: 'content' }, credentials, scope)
    const changed = { ...signed, 'X-Amz-Content-Sha256': createHash('sha256').update('Content').digest('hex') }
    expect(verify(wireRequest('PUT', url.pathname, Object.entries(changed), 'Content'))).toEqual(refused)
  })

  test.each(['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'])('may be left out with %s for S3', claim => {
    expect(put('s3', claim, 'content', 'changed')).toBeUndefined()
  })

  test.each(['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'])(
    'may not be left out with %s for SSM, though a signer did so',
    async claim => {
      const bySdk = async (service: string): Promise<SignatureFailure | undefined> => {
        const headers = { 'X-Amz-Content-Sha256': claim }
        const request = { method: 'PUT', hostname: 'localhost', path: '/key', query: {}, headers, body: 'content' }
        return verify(await signWithSdk(request, credentials, { region: 'us-east-1', service, now }))
      }
      expect(await bySdk('ssm')).toEqual(refused)
      expect(await bySdk('s3')).toBeUndefined()
    },
  )

  test('is hashed anew whatever hash the request to SSM claims', () => {
    const claim = createHash('sha256').update('content').digest('hex')
    expect(put('ssm', claim, 'content')).toBeUndefined()
    expect(put('ssm', claim, 'content', 'changed')).toEqual(refused)
  })

  test('counts in a presigned request, but not for S3 unless the URL says so', () => {
    const presigned = (service: string, query: string, body: string): SignatureFailure | undefined => {
      const scope = { region: 'us-east-1', service, now, expiresSeconds: 60 }
      const signed = presignUrl({ method: 'PUT', url: new URL(`${url.href}${query}`), headers: {} }, credentials, scope)
      return verify(wireRequest('PUT', `${signed.pathname}${signed.search}`, [['Host', url.host]], body))
    }
    const emptyHash = createHash('sha256').digest('hex')
    expect(presigned('ssm', '', '')).toBeUndefined()
    expect(presigned('ssm', '', 'content')).toEqual(refused)
    expect(presigned('ssm', '?X-Amz-Content-Sha256=UNSIGNED-PAYLOAD', 'content')).toEqual(refused)
    expect(presigned('s3', '', 'content')).toBeUndefined()
    expect(presigned('s3', '?X-Amz-Content-Sha256=UNSIGNED-PAYLOAD', 'content')).toBeUndefined()
    expect(presigned('s3', `?X-Amz-Content-Sha256=${emptyHash}`, 'content')).toBeUndefined()
  })
})

test('a refusal shows the texts that should have been signed, as AWS does', () => {
  const headers = [
    ['Host', 'localhost'],
    ['X-Amz-Date', '20261122T001000Z'],
    [
      'Authorization',
      'AWS4-HMAC-SHA256 Credential=A/20261122/us-east-1/ssm/aws4_request, SignedHeaders=host, Signature=0',
    ],
  ] as const
  const hash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
  const canonical = `GET\n/\na=%C3%BC\nhost:localhost\n\nhost\n${hash}`
  const digest = createHash('sha256').update(canonical).digest('hex')
  expect(verify(wireRequest('GET', '/?a=%c3%bc', headers))).toEqual({
    failure: 'invalid-signature',
    message:
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access ' +
      'Key and signing method. Consult the service documentation for details.\n\n' +
      `The Canonical String for this request should have been\n'${canonical}'\n\n` +
      'The String-to-Sign should have been\n' +
      `'AWS4-HMAC-SHA256\n20261122T001000Z\n20261122/us-east-1/ssm/aws4_request\n${digest}'\n`,
  })
})
