// A metadata service over a real connection, for the tests of its handler.
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, expect } from 'vitest'
import { createImdsHandler } from './handler.ts'
import type { ImdsCredentials, ImdsHost, RoleDelivery } from './host.ts'

/** The host that is served, the time, and what the service told its log. */
export const scene = { now: new Date(0), host: undefined as ImdsHost | undefined, logged: [] as string[], port: 0 }

let server: ReturnType<typeof createServer>

/** Starts a service before each test of the calling file, and ends it after. */
export function serveEachTest(): void {
  beforeEach(start)
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })
}

async function start(): Promise<void> {
  scene.now = new Date('2026-11-22T00:00:00Z')
  scene.host = makeHost()
  scene.logged = []
  const handler = createImdsHandler({ now: () => scene.now, log: message => scene.logged.push(message) })
  server = createServer((request, response) => handler(request, response, scene.host))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scene.port = (server.address() as AddressInfo).port
}

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

export function makeHost(changes: Partial<ImdsHost> = {}): ImdsHost {
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

export const withOptions = (changes: Partial<ImdsHost['metadataOptions']>): ImdsHost =>
  makeHost({ metadataOptions: { ...makeHost().metadataOptions, ...changes } })

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

export async function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const request = httpRequest({ port: scene.port, host: '127.0.0.1', method, path, headers, agent: false })
  request.end()
  const [response] = await once(request, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }
}

export async function token(ttlSeconds = 21_600): Promise<string> {
  const answer = await ask('PUT', '/latest/api/token', { 'X-aws-ec2-metadata-token-ttl-seconds': String(ttlSeconds) })
  expect(answer.status).toBe(200)
  return answer.body
}

export const get = async (path: string): Promise<Answer> =>
  ask('GET', path, { 'X-aws-ec2-metadata-token': await token() })
