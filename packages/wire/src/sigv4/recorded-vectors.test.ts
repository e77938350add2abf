import { describe, expect, test } from 'vitest'
import botocore from '../../test-data/sigv4/botocore.json' with { type: 'json' }
import agent from '../../test-data/sigv4/stock-agent.json' with { type: 'json' }
import type { WireRequest } from '../protocols/protocol.ts'
import { verifyNodeSignature } from './node-rsa.ts'
import { checkScope, parseSignature, type ParsedSignature } from './parse-signature.ts'
import { asReceived, wireRequest } from './request-for-tests.ts'
import { signatureTexts } from './string-to-sign.ts'
import { verifySignature } from './verify.ts'

interface RecordedRequest {
  readonly method: string
  readonly target: string
  readonly headers: readonly string[][]
  readonly body: string
}

function received(vector: RecordedRequest): WireRequest {
  const headers = vector.headers.map(([name, value]) => [name!, asReceived(value!)] as const)
  return wireRequest(vector.method, vector.target, headers, vector.body)
}

function parse(request: WireRequest, now: string): ParsedSignature {
  const parsed = parseSignature(request, { now: new Date(now), skewSeconds: 300 })
  if (parsed.failure !== undefined) throw new Error(parsed.message)
  return parsed
}

describe('requests signed by botocore', () => {
  test.each(botocore.vectors)('verify: $name', vector => {
    const request = received(vector)
    const parsed = parse(request, '2026-11-22T00:59:36Z')
    expect(parsed).toMatchObject({ accessKeyId: botocore.accessKeyId, amzDate: '20261122T005936Z' })
    expect(parsed.sessionToken ?? null).toBe(vector.sessionToken)
    expect(checkScope(parsed, { service: vector.service, acceptsRegion: it => it === vector.region })).toBeUndefined()
    expect(verifySignature(request, parsed, botocore.secretAccessKey)).toBeUndefined()
    const changed = { ...request, body: Buffer.concat([request.body, Buffer.from(' ')]), method: `${request.method}X` }
    expect(verifySignature(changed, parsed, botocore.secretAccessKey)).toMatchObject({ failure: 'invalid-signature' })
    expect(verifySignature(request, parsed, 'another secret')).toMatchObject({ failure: 'invalid-signature' })
  })
})

describe('requests signed by the stock agent', () => {
  test.each(agent.accessKeySigned)('verify: $name', vector => {
    const request = received(vector)
    const parsed = parse(request, vector.now)
    expect(verifySignature(request, parsed, agent.secretAccessKey)).toBeUndefined()
    const changed = { ...request, query: 'role=admin' }
    expect(verifySignature(changed, parsed, agent.secretAccessKey)).toMatchObject({ failure: 'invalid-signature' })
  })

  test('verify: hybrid host asks for its role token', () => {
    const { request: recorded, publicKey, canonicalRequestSha256 } = agent.hostKeySigned
    const request = received(recorded)
    const parsed = parse(request, '2026-11-22T00:58:30Z')
    expect(parsed).toMatchObject({ accessKeyId: 'mi-0a1b2c3d4e5f67890', region: 'eu-west-1', service: 'ssm' })
    expect(signatureTexts(request, parsed).stringToSign.split('\n')[3]).toBe(canonicalRequestSha256)
    expect(verifyNodeSignature(request, parsed, publicKey)).toBeUndefined()
    const changed = { ...request, body: Buffer.from('{"Fingerprint":"55ba9691-b4a3-41f1-be41-7d7918316a40"}') }
    expect(verifyNodeSignature(changed, parsed, publicKey)).toMatchObject({ failure: 'invalid-signature' })
  })
})
