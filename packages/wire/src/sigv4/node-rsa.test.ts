import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  asymmetricKeyAuthorization,
  parseNodePublicKey,
  signNodeRequest,
  verifyAsymmetricKeyAuthorization,
  verifyNodeSignature,
} from './node-rsa.ts'
import { parseSignature, type ParsedSignature } from './parse-signature.ts'
import { wireRequest } from './request-for-tests.ts'
import { signWithSdk } from './sdk-signer-for-tests.ts'
import { signRequest } from './sign.ts'
import { verifySignature } from './verify.ts'

const host = generateKeyPairSync('rsa', { modulusLength: 2048 })
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
const publicKeyText = host.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
const privateKeyText = host.privateKey.export({ format: 'der', type: 'pkcs1' }).toString('base64')

const now = new Date('2026-11-22T00:10:00Z')
const scope = { region: 'us-east-1', service: 'ssm', now }
const credentials = { accessKeyId: 'ASIAHOST', secretAccessKey: 'secret', sessionToken: 'token==' }
const call = {
  method: 'POST',
  url: new URL('http://localhost:4566/'),
  headers: {
    'Content-Type': 'application/x-amz-json-1.1',
    'X-Amz-Target': 'AmazonSSM.RequestManagedInstanceRoleToken',
    'User-Agent': 'amazon-ssm-agent/3.3.0.0',
  },
  body: '{"Fingerprint":"i-0123456789abcdef0"}',
}

function received(headers: ReadonlyArray<readonly [string, string]>): ReturnType<typeof wireRequest> {
  return wireRequest('POST', '/', headers, call.body)
}

function parse(request: ReturnType<typeof wireRequest>): ParsedSignature {
  const parsed = parseSignature(request, { now, skewSeconds: 300 })
  if (parsed.failure !== undefined) throw new Error(parsed.message)
  return parsed
}

describe('a hybrid host', () => {
  const headers = signNodeRequest(call, { nodeId: 'mi-0123456789abcdef0', privateKey: privateKeyText }, scope)
  const request = received(Object.entries(headers))

  test('signs as the stock agent does', () => {
    expect(headers['Authorization']).toMatch(
      new RegExp(
        '^AWS4-HMAC-SHA256 Credential=mi-0123456789abcdef0/20261122/us-east-1/ssm/aws4_request, ' +
          'SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[A-Za-z0-9+/]{342}==$',
      ),
    )
    expect(headers).toMatchObject({
      Host: 'localhost:4566',
      'X-Amz-Date': '20261122T001000Z',
      'X-Amz-Content-Sha256': '9924f00e5aefc9c6fcd221841b6fd430452ec7a625923da8ef1353a115c0327a',
    })
  })

  test('is recognised by the key it registered, given as key or as text', () => {
    expect(verifyNodeSignature(request, parse(request), host.publicKey)).toBeUndefined()
    expect(verifyNodeSignature(request, parse(request), publicKeyText)).toBeUndefined()
    expect(publicKeyText).toHaveLength(392)
  })

  test('is refused with another key or none, as a wrong signature', () => {
    const failure = {
      failure: 'invalid-signature',
      message: expect.stringMatching(/^The request signature we calculated does not match.*Secret Access Key/),
    }
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    for (const key of [stranger.publicKey, ec.publicKey, 'no key', '']) {
      expect(verifyNodeSignature(request, parse(request), key)).toEqual(failure)
    }
  })

  test('is refused when its signature is spelled in another way or is an HMAC', () => {
    const parsed = parse(request)
    const others = [`${parsed.signature}=`, `${parsed.signature} `, parsed.signature.slice(0, -2), 'f'.repeat(64)]
    for (const signature of others) {
      expect(verifyNodeSignature(request, { ...parsed, signature }, host.publicKey)).toHaveProperty('failure')
    }
    expect(verifySignature(request, parsed, 'secret')).toHaveProperty('failure')
  })

  test.each(
    Object.keys(headers).filter(name => !['Authorization', 'User-Agent', 'X-Amz-Content-Sha256'].includes(name)),
  )('is refused when %s changes', name => {
    const changed = received(Object.entries({ ...headers, [name]: `${headers[name]}1` }))
    expect(verifyNodeSignature(changed, parse(request), host.publicKey)).toHaveProperty('failure')
  })
})

describe('a host under default host management', () => {
  const signed = signRequest(call, credentials, scope)
  const authorization = signed['Authorization']!
  const proof = asymmetricKeyAuthorization(authorization, privateKeyText)
  const sent = [...Object.entries(signed), ['SSM-AsymmetricKeyAuthorization', proof] as const]

  test('proves itself over the complete Authorization header', () => {
    const request = received(sent)
    expect(proof).toMatch(/^Signature=[A-Za-z0-9+/]{342}==$/)
    expect(verifySignature(request, parse(request), credentials.secretAccessKey)).toBeUndefined()
    expect(verifyAsymmetricKeyAuthorization(request.rawHeaders, host.publicKey)).toBe(true)
    expect(verifyAsymmetricKeyAuthorization(request.rawHeaders, publicKeyText)).toBe(true)
    expect(asymmetricKeyAuthorization(authorization, host.privateKey)).not.toBe(proof)
  })

  test('is refused with another key, another header, a bad proof or none', () => {
    const flat = (list: ReadonlyArray<readonly [string, string]>): string[] => list.flat()
    const others = Object.entries(signed)
    expect(verifyAsymmetricKeyAuthorization(flat(sent), stranger.publicKey)).toBe(false)
    expect(verifyAsymmetricKeyAuthorization(flat(sent), 'no key')).toBe(false)
    expect(verifyAsymmetricKeyAuthorization(flat(others), host.publicKey)).toBe(false)
    expect(verifyAsymmetricKeyAuthorization([], host.publicKey)).toBe(false)
    expect(verifyAsymmetricKeyAuthorization(flat([...sent, ['authorization', authorization]]), host.publicKey)).toBe(
      false,
    )
    const name = 'SSM-AsymmetricKeyAuthorization'
    for (const bad of [proof.slice('Signature='.length), `${proof}=`, proof.replace('=', ' = '), 'Signature=', '']) {
      expect(verifyAsymmetricKeyAuthorization(flat([...others, [name, bad]]), host.publicKey)).toBe(false)
    }
    const anotherCall = signRequest({ ...call, body: '{}' }, credentials, scope)
    expect(
      verifyAsymmetricKeyAuthorization(flat([...Object.entries(anotherCall), [name, proof]]), host.publicKey),
    ).toBe(false)
  })

  test('is recognised on a retry, which signs the proofs of earlier attempts and puts its own first', async () => {
    const earlier = [proof, 'Signature=b2xkZXI=']
    const name = 'Ssm-Asymmetrickeyauthorization'
    const resigned = await signWithSdk(
      { ...call, hostname: 'localhost', path: '/', query: {}, headers: { ...call.headers, [name]: earlier.join(',') } },
      credentials,
      scope,
    )
    const others = Object.entries(resigned.headers).flatMap(([each, value]) =>
      each === name.toLowerCase() || value === undefined ? [] : [[each, value] as const],
    )
    const newProof = asymmetricKeyAuthorization(resigned.headers['authorization']!, host.privateKey)
    const own = ['SSM-AsymmetricKeyAuthorization', newProof] as const
    const old = earlier.map(value => [name, value] as const)

    const request = received([...others, own, ...old])
    const parsed = parse(request)
    expect(parsed.signedHeaders).toContain('ssm-asymmetrickeyauthorization')
    expect(verifySignature(request, parsed, credentials.secretAccessKey)).toBeUndefined()
    expect(verifyAsymmetricKeyAuthorization(request.rawHeaders, host.publicKey)).toBe(true)

    const reordered = received([...others, ...old, own])
    expect(verifySignature(reordered, parsed, credentials.secretAccessKey)).toHaveProperty('failure')
    expect(verifyAsymmetricKeyAuthorization(reordered.rawHeaders, host.publicKey)).toBe(false)
    const withoutOwn = received([...others, ...old])
    expect(verifySignature(withoutOwn, parsed, credentials.secretAccessKey)).toHaveProperty('failure')
    expect(verifyAsymmetricKeyAuthorization(withoutOwn.rawHeaders, host.publicKey)).toBe(false)
  })

  test('does not sign the proof of an earlier attempt when the built-in signer retries', () => {
    const retried = signRequest({ ...call, headers: Object.fromEntries(sent) }, credentials, scope)
    expect(retried).toEqual(signed)
  })
})

test('a registered key is read from its text when it is an RSA key', () => {
  expect(parseNodePublicKey(publicKeyText)?.equals(host.publicKey)).toBe(true)
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  expect(parseNodePublicKey(ec.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'))).toBeUndefined()
  expect(parseNodePublicKey(privateKeyText)).toBeUndefined()
})
