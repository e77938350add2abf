import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { WireRequest } from '../protocols/protocol.ts'
import { checkScope, parseSignature, type SignatureFailure } from './parse-signature.ts'
import { asReceived, wireRequest } from './request-for-tests.ts'
import { escapeUri, signWithSdk, type SdkRequest } from './sdk-signer-for-tests.ts'
import { presignUrl, signRequest, type SigningCredentials } from './sign.ts'
import { verifySignature } from './verify.ts'

const NOW = new Date('2026-11-22T23:59:36Z')
const REGION = 'eu-central-1'

const unicode = fc.string({ unit: 'grapheme', maxLength: 12 })
const pathCharacter = fc.constantFrom(..."abzAZ09-._~/%:@!$&'()*+,;=./".split(''))
const rawPath = fc.array(pathCharacter, { maxLength: 20 }).map(it => `/${it.join('')}`)
const objectPath = fc.array(unicode, { maxLength: 4 }).map(it => `/bucket/${it.map(escapeUri).join('/')}`)
const headerValue = fc
  .array(fc.oneof(fc.constantFrom(' ', '  ', '\t', ','), fc.string({ unit: 'grapheme', maxLength: 5 })), {
    maxLength: 6,
  })
  .map(it => it.join(''))
const headers = fc.dictionary(
  fc.constantFrom('x-test-a', 'X-Test-B', 'Content-Type', 'X-Amz-Target', 'x-amz-Z', 'accept'),
  headerValue,
)
const query = fc.dictionary(
  fc.oneof(fc.constantFrom('a', 'a-b', 'a1', 'A', 'Action'), unicode).filter(key => key !== '__proto__' && key !== ''),
  fc.oneof(unicode, fc.array(unicode, { minLength: 1, maxLength: 3 })),
)
const credentials: fc.Arbitrary<SigningCredentials> = fc.record(
  {
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
    secretAccessKey: fc.string({ minLength: 1, maxLength: 80 }),
    sessionToken: fc.base64String({ minLength: 4, maxLength: 60 }),
  },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
)
const body = fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 40 }))

function requests(service: string): fc.Arbitrary<SdkRequest> {
  return fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
    hostname: fc.constantFrom('localhost', 'ssm.eu-central-1.selfhost.test', '127.0.0.1:4566'),
    path: service === 's3' ? objectPath : fc.oneof(fc.constant('/'), rawPath),
    query: fc.oneof(fc.constant({}), query),
    headers,
    body,
  })
}

const signings = fc.constantFrom('ssm', 'iam', 's3').chain(service =>
  fc.record({
    request: requests(service),
    credentials,
    service: fc.constant(service),
    expiresIn: fc.option(fc.integer({ min: 1, max: 604_800 }), { nil: undefined }),
  }),
)

/** As the gateway does it, for a plane that knows one access key. */
function verify(request: WireRequest, credentials: SigningCredentials, service: string): SignatureFailure | undefined {
  const parsed = parseSignature(request, { now: NOW, skewSeconds: 300 })
  if (parsed.failure !== undefined) return parsed
  if (parsed.accessKeyId !== credentials.accessKeyId) return { failure: 'invalid-signature', message: 'unknown key' }
  const here = { service, acceptsRegion: (region: string) => region === REGION }
  return checkScope(parsed, here) ?? verifySignature(request, parsed, credentials.secretAccessKey)
}

type Pairs = ReadonlyArray<readonly [name: string, value: string]>

function headersOf(request: WireRequest): Pairs {
  const names = request.rawHeaders.filter((_, index) => index % 2 === 0)
  return names.map((name, index) => [name, request.rawHeaders[index * 2 + 1] ?? ''] as const)
}

function withHeaders(request: WireRequest, pairs: Pairs): WireRequest {
  const { headers, rawHeaders } = wireRequest('', '', pairs)
  return { ...request, headers, rawHeaders }
}

function withHeader(request: WireRequest, name: string, value: string): WireRequest {
  return withHeaders(
    request,
    headersOf(request).map(header => (header[0] === name ? [name, value] : header)),
  )
}

/** Requests that differ from a signed one in one signed thing each. */
function forgeriesOf(request: WireRequest, bodyIsSigned: boolean): WireRequest[] {
  const forgeries = [
    { ...request, method: `${request.method}X` },
    { ...request, method: request.method.toLowerCase() },
    { ...request, path: `${request.path}x` },
    { ...request, query: `x=1&${request.query}` },
    { ...request, query: `${request.query}&x` },
  ]
  if (bodyIsSigned) forgeries.push({ ...request, body: Buffer.concat([request.body, Buffer.from([0])]) })
  const parts = request.query.split('&')
  for (const [index, part] of parts.entries()) {
    forgeries.push({ ...request, query: parts.with(index, `${part}x`).join('&') })
    if (part !== '') forgeries.push({ ...request, query: parts.toSpliced(index, 1).join('&') })
  }
  const headers = headersOf(request)
  for (const [index, [name, value]] of headers.entries()) {
    forgeries.push(withHeader(request, name, `${value}x`), withHeaders(request, headers.toSpliced(index, 1)))
    if (name !== 'authorization') forgeries.push(withHeaders(request, [...headers, [name, value]]))
    if (name === 'x-amz-date') forgeries.push(withHeader(request, name, '20261122T235937Z'))
  }
  return forgeries
}

/** The request with one character of its signature parameters replaced, for each of them. */
function tamperedSignaturesOf(request: WireRequest): WireRequest[] {
  const authorization = request.headers['authorization']
  const text = authorization ?? request.query
  const start = authorization === undefined ? text.indexOf('X-Amz-Algorithm=') : 0
  return Array.from({ length: text.length - start }, (_, offset) => {
    const at = start + offset
    const tampered = `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`
    return authorization === undefined
      ? { ...request, query: tampered }
      : withHeader(request, 'authorization', tampered)
  })
}

describe('what the AWS SDK signs', () => {
  test('verifies, and with another secret does not', async () => {
    const property = fc.asyncProperty(signings, async ({ request, credentials, service, expiresIn }) => {
      const received = await signWithSdk(request, credentials, { region: REGION, service, now: NOW }, expiresIn)
      expect(verify(received, credentials, service)).toBeUndefined()
      const other = { ...credentials, secretAccessKey: `${credentials.secretAccessKey}x` }
      expect(verify(received, other, service)).toMatchObject({ failure: 'invalid-signature' })
    })
    await fc.assert(property, { numRuns: 400 })
  })

  test('is refused once anything signed is changed', async () => {
    const property = fc.asyncProperty(signings, async ({ request, credentials, service, expiresIn }) => {
      const received = await signWithSdk(request, credentials, { region: REGION, service, now: NOW }, expiresIn)
      const bodyIsSigned = service !== 's3'
      for (const forgery of forgeriesOf(received, bodyIsSigned)) {
        expect(verify(forgery, credentials, service)).toHaveProperty('failure')
      }
    })
    await fc.assert(property, { numRuns: 150 })
  })

  test('is refused once any character of the signature parameters is changed', async () => {
    const property = fc.asyncProperty(signings, async ({ request, credentials, service, expiresIn }) => {
      const received = await signWithSdk(request, credentials, { region: REGION, service, now: NOW }, expiresIn)
      for (const forgery of tamperedSignaturesOf(received)) {
        expect(verify(forgery, credentials, service)).toHaveProperty('failure')
      }
    })
    await fc.assert(property, { numRuns: 40 })
  })

  test('is what signRequest signs', async () => {
    const property = fc.asyncProperty(signings, async ({ request, credentials, service }) => {
      const scope = { region: REGION, service, now: NOW }
      const url = new URL(`http://${request.hostname}${request.path}`)
      url.search = Object.entries(request.query)
        .flatMap(([key, value]) => [value].flat().map(each => `${escapeUri(key)}=${escapeUri(each)}`))
        .join('&')
      const values = Object.entries(request.headers).map(([name, value]) => [name, asReceived(value)] as const)
      const given = { ...request, url, headers: Object.fromEntries(values), body: Buffer.from(request.body) }
      // The SDK signs this header always, this signer only for S3, which alone wants it.
      if (service !== 's3')
        given.headers['x-amz-content-sha256'] = createHash('sha256').update(given.body).digest('hex')
      const bySdk = await signWithSdk({ ...request, path: url.pathname }, credentials, scope)
      expect(signRequest(given, credentials, scope)['Authorization']).toBe(bySdk.headers['authorization'])
    })
    await fc.assert(property, { numRuns: 150 })
  })
})

test('what presignUrl signs verifies, and not with another query', () => {
  const property = fc.property(signings, ({ request, credentials, service, expiresIn = 60 }) => {
    const scope = { region: REGION, service, now: NOW, expiresSeconds: expiresIn }
    const url = new URL(`http://${request.hostname}${request.path}?a=b+c&d`)
    const signed = presignUrl({ method: 'GET', url, headers: { 'X-Test-A': 'x' } }, credentials, scope)
    const headers: Pairs = [
      ['Host', url.host],
      ['x-test-a', 'x'],
    ]
    const received = wireRequest('GET', `${signed.pathname}${signed.search}`, headers)
    expect(parseSignature(received, { now: NOW, skewSeconds: 300 })).toMatchObject({ expiresSeconds: expiresIn })
    expect(verify(received, credentials, service)).toBeUndefined()
    for (const forgery of forgeriesOf(received, false)) {
      expect(verify(forgery, credentials, service)).toHaveProperty('failure')
    }
  })
  fc.assert(property, { numRuns: 60 })
})
