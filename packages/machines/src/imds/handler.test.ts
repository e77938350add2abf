import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createImdsHandler } from './handler.ts'
import type { ImdsCredentials, ImdsHost, RoleDelivery } from './host.ts'

let now = new Date('2026-11-22T00:00:00Z')
let host: ImdsHost | undefined
let logged: string[]
let port: number
let server: ReturnType<typeof createServer>

beforeEach(async () => {
  now = new Date('2026-11-22T00:00:00Z')
  host = makeHost()
  logged = []
  const handler = createImdsHandler({ now: () => now, log: message => logged.push(message) })
  server = createServer((request, response) => handler(request, response, host))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

function credentials(owner: string, delivery: RoleDelivery): ImdsCredentials {
  return {
    code: 'Success',
    lastUpdated: new Date('2026-11-22T00:00:00.123Z'),
    accessKeyId: `ASIA${owner}`,
    secretAccessKey: 'secret',
    token: `token "${delivery}"`,
    expiration: new Date('2026-11-22T06:00:00Z'),
  }
}

function makeHost(changes: Partial<ImdsHost> = {}): ImdsHost {
  return {
    instanceId: 'i-0123456789abcdef0',
    imageId: 'ami-0123456789abcdef0',
    instanceType: 't3.micro',
    architecture: 'x86_64',
    region: 'eu-west-1',
    availabilityZone: 'eu-west-1a',
    availabilityZoneId: 'euw1-az1',
    accountId: '111122223333',
    privateIp: '172.31.0.5',
    hostname: 'ip-172-31-0-5.eu-west-1.compute.internal',
    macAddress: '02:00:ac:1f:00:05',
    pendingTime: new Date('2026-11-21T23:59:00Z'),
    metadataOptions: {
      httpTokens: 'required',
      httpEndpoint: 'enabled',
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: 'disabled',
    },
    tags: new Map(),
    profileCredentials: async delivery => credentials('PROFILE', delivery),
    identityCredentials: async delivery => credentials('IDENTITY', delivery),
    ...changes,
  }
}

const withOptions = (changes: Partial<ImdsHost['metadataOptions']>): ImdsHost =>
  makeHost({ metadataOptions: { ...makeHost().metadataOptions, ...changes } })
const profile = { arn: 'arn:aws:iam::111122223333:instance-profile/Lab', id: 'AIPAEXAMPLE', roleName: 'LabRole' }

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

async function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const request = httpRequest({ port, host: '127.0.0.1', method, path, headers, agent: false })
  request.end()
  const [response] = await once(request, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }
}

async function token(ttlSeconds = 21_600): Promise<string> {
  const answer = await ask('PUT', '/latest/api/token', { 'X-aws-ec2-metadata-token-ttl-seconds': String(ttlSeconds) })
  expect(answer.status).toBe(200)
  return answer.body
}

const get = async (path: string): Promise<Answer> => ask('GET', path, { 'X-aws-ec2-metadata-token': await token() })

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
    now = new Date(now.getTime() + 59_999)
    expect((await ask('GET', '/latest/meta-data/instance-id', headers)).status).toBe(200)
    now = new Date(now.getTime() + 1)
    expect((await ask('GET', '/latest/meta-data/instance-id', headers)).status).toBe(401)
  })

  test("another host's token is refused", async () => {
    const headers = { 'X-aws-ec2-metadata-token': await token() }
    host = makeHost({ instanceId: 'i-0fedcba9876543210' })
    expect((await ask('GET', '/latest/meta-data/instance-id', headers)).status).toBe(401)
  })

  test.each(['', 'x', 'A'.repeat(56), 'é', '='.repeat(56)])('the token %j is refused', async given => {
    for (const httpTokens of ['required', 'optional'] as const) {
      host = withOptions({ httpTokens })
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
    host = withOptions({ httpTokens: 'optional' })
    expect((await ask('GET', '/latest/meta-data/instance-id')).body).toBe('i-0123456789abcdef0')
  })

  test('a host whose endpoint is off answers 403 to everything', async () => {
    host = withOptions({ httpEndpoint: 'disabled' })
    const ttl = { 'X-aws-ec2-metadata-token-ttl-seconds': '60' }
    expect((await ask('PUT', '/latest/api/token', ttl)).status).toBe(403)
    expect((await ask('GET', '/latest/meta-data/instance-id')).status).toBe(403)
  })

  test('an address without a host is answered 503, which no client takes for "no profile"', async () => {
    host = undefined
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

describe('facts', () => {
  test.each([
    ['ami-id', 'ami-0123456789abcdef0'],
    ['hostname', 'ip-172-31-0-5.eu-west-1.compute.internal'],
    ['local-hostname', 'ip-172-31-0-5.eu-west-1.compute.internal'],
    ['instance-id', 'i-0123456789abcdef0'],
    ['instance-type', 't3.micro'],
    ['local-ipv4', '172.31.0.5'],
    ['mac', '02:00:ac:1f:00:05'],
    ['network/interfaces/macs', '02:00:ac:1f:00:05/'],
    ['network/interfaces/macs/02:00:ac:1f:00:05/local-ipv4s', '172.31.0.5'],
    ['placement/availability-zone', 'eu-west-1a'],
    ['placement/availability-zone-id', 'euw1-az1'],
    ['placement/region', 'eu-west-1'],
    ['placement/', 'availability-zone\navailability-zone-id\nregion'],
    ['identity-credentials/ec2/', 'info\nsecurity-credentials/'],
    ['identity-credentials/ec2/security-credentials/', 'ec2-instance'],
  ])('meta-data/%s reads %j', async (path, expected) => {
    expect(await get(`/latest/meta-data/${path}`)).toMatchObject({ status: 200, body: expected })
  })

  test('the root, the version and meta-data/ are listed', async () => {
    expect((await get('/')).body).toBe('latest')
    expect((await get('/latest/')).body).toBe('dynamic/\nmeta-data/')
    expect((await get('/2021-03-23/meta-data/')).body.split('\n')).toContain('placement/')
  })

  test('meta-data without its slash is 404, so that agents leave the serial console alone', async () => {
    expect((await get('/latest/meta-data')).status).toBe(404)
  })

  test.each([
    'meta-data/nothing',
    'meta-data/instance-id/',
    'meta-data/instance-id/x',
    'meta-data//instance-id',
    'meta-data/__proto__',
    'meta-data/../meta-data/instance-id',
    'dynamic/instance-identity/signature',
    'user-data',
    'meta-data/tags/instance/',
  ])('%s is 404', async path => {
    expect((await get(`/latest/${path}`)).status).toBe(404)
  })

  test('the identity document has every member of the EC2 one', async () => {
    const answer = await get('/latest/dynamic/instance-identity/document')
    expect(JSON.parse(answer.body)).toEqual({
      accountId: '111122223333',
      architecture: 'x86_64',
      availabilityZone: 'eu-west-1a',
      billingProducts: null,
      devpayProductCodes: null,
      marketplaceProductCodes: null,
      imageId: 'ami-0123456789abcdef0',
      instanceId: 'i-0123456789abcdef0',
      instanceType: 't3.micro',
      kernelId: null,
      pendingTime: '2026-11-21T23:59:00Z',
      privateIp: '172.31.0.5',
      ramdiskId: null,
      region: 'eu-west-1',
      version: '2017-09-30',
    })
  })

  test('user data comes back as the bytes that were given', async () => {
    host = makeHost({ userData: Buffer.from('#!/bin/sh\necho hello\n') })
    const answer = await get('/latest/user-data')
    expect(answer.body).toBe('#!/bin/sh\necho hello\n')
    expect(answer.headers['content-type']).toBe('application/octet-stream')
  })

  test('tags are listed and read only when they are enabled', async () => {
    host = {
      ...withOptions({ instanceMetadataTags: 'enabled' }),
      tags: new Map([
        ['Name', 'web 1'],
        ['a b', 'c'],
      ]),
    }
    expect((await get('/latest/meta-data/tags/instance/')).body).toBe('Name\na b')
    expect((await get('/latest/meta-data/tags/instance/Name')).body).toBe('web 1')
    expect((await get('/latest/meta-data/tags/instance/a%20b')).body).toBe('c')
    expect((await get('/latest/meta-data/tags/instance/constructor')).status).toBe(404)
  })
})

describe('credentials', () => {
  test('a host without an instance profile has no iam at all', async () => {
    for (const path of ['security-credentials/', 'security-credentials', 'security-credentials/LabRole', 'info']) {
      expect((await get(`/latest/meta-data/iam/${path}`)).status).toBe(404)
    }
  })

  test('a host with an instance profile lists its role and hands out its credentials', async () => {
    host = makeHost({ instanceProfile: profile })
    expect((await get('/latest/meta-data/iam/security-credentials/')).body).toBe('LabRole')
    const answer = await get('/latest/meta-data/iam/security-credentials/LabRole')
    expect(JSON.parse(answer.body)).toEqual({
      Code: 'Success',
      LastUpdated: '2026-11-22T00:00:00Z',
      Type: 'AWS-HMAC',
      AccessKeyId: 'ASIAPROFILE',
      SecretAccessKey: 'secret',
      Token: 'token "2.0"',
      Expiration: '2026-11-22T06:00:00Z',
    })
    expect((await get('/latest/meta-data/iam/security-credentials/OtherRole')).status).toBe(404)
    expect(JSON.parse((await get('/latest/meta-data/iam/info')).body)).toEqual({
      Code: 'Success',
      LastUpdated: '2026-11-22T00:00:00Z',
      InstanceProfileArn: profile.arn,
      InstanceProfileId: profile.id,
    })
  })

  test('a role that EC2 may not assume is told by its code', async () => {
    const refused = {
      code: 'AssumeRoleUnauthorizedAccess',
      message: 'EC2 cannot assume the role LabRole.',
      lastUpdated: now,
    }
    host = makeHost({ instanceProfile: profile, profileCredentials: async () => refused })
    const answer = await get('/latest/meta-data/iam/security-credentials/LabRole')
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toEqual({
      Code: 'AssumeRoleUnauthorizedAccess',
      LastUpdated: '2026-11-22T00:00:00Z',
      Message: 'EC2 cannot assume the role LabRole.',
    })
  })

  test('the identity credentials say how they were fetched', async () => {
    host = withOptions({ httpTokens: 'optional' })
    const path = '/latest/meta-data/identity-credentials/ec2/security-credentials/ec2-instance'
    expect(JSON.parse((await ask('GET', path)).body)).toMatchObject({
      AccessKeyId: 'ASIAIDENTITY',
      Token: 'token "1.0"',
    })
    expect(JSON.parse((await get(path)).body)).toMatchObject({ Token: 'token "2.0"' })
    expect(JSON.parse((await get('/latest/meta-data/identity-credentials/ec2/info')).body)).toEqual({
      Code: 'Success',
      LastUpdated: '2026-11-22T00:00:00Z',
      AccountId: '111122223333',
    })
  })

  test('credentials that cannot be made are a 500 and a line in the log', async () => {
    host = makeHost({ identityCredentials: () => Promise.reject(new Error('no key')) })
    const path = '/latest/meta-data/identity-credentials/ec2/security-credentials/ec2-instance'
    expect((await get(path)).status).toBe(500)
    expect(logged).toEqual(['metadata of i-0123456789abcdef0 failed: Error: no key'])
  })
})

describe('hostile requests', () => {
  async function raw(bytes: string): Promise<string> {
    const socket = connect(port, '127.0.0.1')
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
