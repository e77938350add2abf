import { generateKeyPairSync } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseNodePublicKey, verifyAsymmetricKeyAuthorization, verifyNodeSignature } from './node-rsa.ts'
import { checkScope, parseSignature } from './parse-signature.ts'
import { wireRequest } from './request-for-tests.ts'
import { verifySignature } from './verify.ts'

const now = new Date('2026-11-22T00:10:00Z')
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

const text = fc.string({ unit: 'binary', maxLength: 60 })
const soup = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'AWS4-HMAC-SHA256 ',
        'Credential=',
        'AKID/20261122/us-east-1/ssm/aws4_request',
        'AKID/20261122/us-east-1/s3/aws4_request',
        'SignedHeaders=',
        'host;x-amz-date',
        'Signature=',
        'X-Amz-Algorithm=AWS4-HMAC-SHA256',
        'X-Amz-Credential=AKID%2F20261122%2Fus-east-1%2Fs3%2Faws4_request',
        'X-Amz-Date=20261122T001000Z',
        'X-Amz-SignedHeaders=host',
        'X-Amz-Signature=',
        'X-Amz-Expires=60',
        '%',
        '%2',
        '&',
        '=',
        ';',
        ', ',
        '/',
        '..',
      ),
      text,
    ),
    { maxLength: 14 },
  )
  .map(parts => parts.join(''))
const name = fc.oneof(
  fc.constantFrom('Authorization', 'X-Amz-Date', 'Date', 'Host', 'SSM-AsymmetricKeyAuthorization', '__proto__'),
  text,
)
const header = fc.tuple(name, fc.oneof(soup, fc.constant('20261122T001000Z')))

test('whatever arrives is refused in words and nothing is thrown', () => {
  fc.assert(
    fc.property(
      fc.string(),
      soup,
      soup,
      fc.array(header, { maxLength: 8 }),
      soup,
      (method, path, query, list, body) => {
        const request = wireRequest(method, path, list, body)
        for (const each of [request, { ...request, query }]) {
          const parsed = parseSignature(each, { now, skewSeconds: 300 })
          expect(verifyAsymmetricKeyAuthorization(each.rawHeaders, publicKey)).toBe(false)
          if (parsed.failure !== undefined) {
            expect(parsed.message).not.toBe('')
            continue
          }
          checkScope(parsed, { service: 'ssm', acceptsRegion: () => true })
          expect(verifySignature(each, parsed, 'secret')).toMatchObject({ failure: 'invalid-signature' })
          expect(verifyNodeSignature(each, parsed, publicKey)).toMatchObject({ failure: 'invalid-signature' })
        }
      },
    ),
    { numRuns: 1000 },
  )
})

test('a claim of the right form with any content is refused and nothing is thrown', () => {
  const field = fc.string({ unit: 'binary', maxLength: 40 }).map(value => value.replace(/[, \t/]/g, ''))
  fc.assert(
    fc.property(field, field, text, fc.constantFrom('ssm', 's3'), (accessKeyId, signature, path, service) => {
      const credential = `${accessKeyId}/20261122/us-east-1/${service}/aws4_request`
      const authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=host;x-a,Signature=0${signature}`
      const list = [['Authorization', authorization] as const, ['Date', '20261122T001000Z'] as const]
      const request = wireRequest('GET', `/${path}`, [...list, ['X-A', path]])
      const parsed = parseSignature(request, { now, skewSeconds: 300 })
      if (parsed.failure !== undefined) throw new Error(parsed.message)
      expect(parsed).toMatchObject({ accessKeyId, signature: `0${signature}` })
      expect(verifySignature(request, parsed, 'secret')).toMatchObject({ failure: 'invalid-signature' })
      expect(verifyNodeSignature(request, parsed, publicKey)).toMatchObject({ failure: 'invalid-signature' })
    }),
    { numRuns: 300 },
  )
})

test('no text but that of an RSA key becomes a registered key', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String()), it => {
      expect(parseNodePublicKey(it)).toBeUndefined()
    }),
  )
})
