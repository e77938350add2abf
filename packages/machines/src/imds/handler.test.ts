import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { ask, makeHost, scene, serveEachTest, token, withOptions } from './test-imds.ts'

serveEachTest()

describe('session tokens', () => {
  test('a token comes back with its life echoed, as plain text from EC2ws', async () => {
    const answer = await ask('PUT', '/latest/api/token', { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' })
    expect(answer.status).toBe(200)
    expect(answer.headers['x-aws-ec2-metadata-token-ttl-seconds']).toBe('21600')
    expect(answer.headers['content-type']).toBe('text/plain')
    expect(answer.headers['server']).toBe('EC2ws')
    expect(answer.body).toMatch(/^[A-Za-z0-9_-]{56}$/)
  })

  test.each(['', '0', '-1', '21601', '1.5', '60 ', '1e3', '0x10', 'abc', '999999999999999999999'])(
    'the life %j is refused with 400',
    async ttl => {
      // The trailing blank is not part of a header's value, so that one life is a good one.
      const answer = await ask('PUT', '/latest/api/token', { 'X-aws-ec2-metadata-token-ttl-seconds': ttl })
      expect(answer.status).toBe(ttl === '60 ' ? 200 : 400)
    },
  )

  test('a token request that states no life is refused with 400', async () => {
    expect((await ask('PUT', '/latest/api/token')).status).toBe(400)
  })

  test('a request that a proxy passed on is refused with 403, with or without a token', async () => {
    const headers = { 'X-Forwarded-For': '10.0.0.1', 'X-aws-ec2-metadata-token-ttl-seconds': '60' }
    expect((await ask('PUT', '/latest/api/token', headers)).status).toBe(403)
    const good = { 'X-Forwarded-For': '10.0.0.1', 'X-aws-ec2-metadata-token': await token() }
    expect((await ask('GET', '/latest/meta-data/instance-id', good)).status).toBe(403)
  })

  test('a token is asked for with PUT alone', async () => {
    const answer = await ask('GET', '/latest/api/token')
    expect(answer.status).toBe(405)
    expect(answer.headers['allow']).toBe('PUT')
  })

  test('a token works until the moment its life ends', async () => {
    const headers = { 'X-aws-ec2-metadata-token': await token(60) }
    scene.now = new Date(scene.now.getTime() + 59_999)
    expect((await ask('GET', '/latest/meta-data/instance-id', headers)).status).toBe(200)
    scene.now = new Date(scene.now.getTime() + 1)
    expect((await ask('GET', '/latest/meta-data/instance-id', headers)).status).toBe(401)
  })

  test("another host's token is refused", async () => {
    const headers = { 'X-aws-ec2-metadata-token': await token() }
    scene.host = makeHost({ instanceId: 'i-0fedcba9876543210' })
    expect((await ask('GET', '/latest/meta-data/instance-id', headers)).status).toBe(401)
  })

  test.each(['', 'x', 'A'.repeat(56), 'é', '='.repeat(56)])('the token %j is refused', async given => {
    for (const httpTokens of ['required', 'optional'] as const) {
      scene.host = withOptions({ httpTokens })
      const answer = await ask('GET', '/latest/meta-data/instance-id', { 'X-aws-ec2-metadata-token': given })
      expect(answer.status).toBe(401)
    }
  })
})

describe('who may read', () => {
  test('a host that requires tokens answers 401 with the page of EC2 when there is none', async () => {
    const answer = await ask('GET', '/latest/meta-data/instance-id')
    expect(answer.status).toBe(401)
    expect(answer.headers['content-type']).toBe('text/html')
    expect(answer.body).toMatch(/^<\?xml version="1.0" encoding="iso-8859-1"\?>\n<!DOCTYPE html PUBLIC /)
    expect(answer.body).toContain('<title>401 - Unauthorized</title>')
  })

  test('a host that does not require tokens answers without one', async () => {
    scene.host = withOptions({ httpTokens: 'optional' })
    expect((await ask('GET', '/latest/meta-data/instance-id')).body).toBe('i-0123456789abcdef0')
  })

  test('a host whose endpoint is off answers 403 to everything', async () => {
    scene.host = withOptions({ httpEndpoint: 'disabled' })
    const ttl = { 'X-aws-ec2-metadata-token-ttl-seconds': '60' }
    expect((await ask('PUT', '/latest/api/token', ttl)).status).toBe(403)
    expect((await ask('GET', '/latest/meta-data/instance-id')).status).toBe(403)
  })

  test('an address without a host is answered 503, which no client takes for "no profile"', async () => {
    scene.host = undefined
    expect((await ask('GET', '/latest/meta-data/iam/security-credentials/')).status).toBe(503)
  })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s on a fact is answered 405', async method => {
    const answer = await ask(method, '/latest/meta-data/instance-id')
    expect(answer.status).toBe(405)
    expect(answer.headers['allow']).toBe('GET, HEAD')
  })

  test('HEAD answers with the headers of GET and no body', async () => {
    const headers = { 'X-aws-ec2-metadata-token': await token() }
    const answer = await ask('HEAD', '/latest/meta-data/instance-id', headers)
    expect(answer).toMatchObject({ status: 200, body: '', headers: { 'content-length': '19' } })
  })
})

describe('hostile requests', () => {
  async function raw(bytes: string): Promise<string> {
    const socket = connect(scene.port, '127.0.0.1')
    socket.end(bytes)
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString('latin1')
  }

  test.each([
    ['a broken percent escape', 'GET /latest/%zz HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a target that is no path', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['bytes that are not HTTP', '\u0000\u0001\u0002\r\n\r\n'],
  ])('%s is answered 400', async (_, bytes) => {
    expect(await raw(bytes)).toMatch(/^HTTP\/1\.1 400 /)
  })

  test('an absolute address, as sent by clients behind a proxy, is served', async () => {
    const given = await token()
    const target = 'http://169.254.169.254/latest/meta-data/instance-id'
    const answer = await raw(
      `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-aws-ec2-metadata-token: ${given}\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer).toMatch(/\r\n\r\ni-0123456789abcdef0$/)
  })

  test('a life given twice is refused', async () => {
    const line = 'X-aws-ec2-metadata-token-ttl-seconds: 60\r\n'
    const answer = await raw(`PUT /latest/api/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${line}${line}\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  })
})
