// The traps that await whoever serves the stock agent, by their numbers in the protocol notes ("Traps for the
// implementer"), each with the test that would catch us in it:
//  1 chunked bodies ................. here; register-managed-instance.test.ts
//  2 base64 signatures of hybrid hosts  here (refused while there are none); wire/sigv4/node-rsa.test.ts
//  3 retries with several proofs .... request-managed-instance-role-token.test.ts, "a retry of the stock agent"
//  4 members of the token ........... request-managed-instance-role-token.test.ts, first test
//  5 exactly AccessDeniedException .. default-host-management.test.ts, "the instance profile comes first"; 404: here
//  6 registering again .............. register-managed-instance.test.ts
//  7 heartbeat right after the token  here
//  8 scheme of the message endpoint . here
//  9 buckets as host names .......... no S3 is served yet; their certificates: here
// 10 metadata service ............... here
// 11 no HTTP/2 ...................... here
// 12 clocks that disagree ........... here
// 13 rhythm of calls ................ here
// 14, 15 are for tests and for the agent.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import { generateKeyPairSync } from 'node:crypto'
import { createImdsHandler } from '@hostler/machines/index'
import { agentConfiguration } from '@hostler/plane/hosts/agent-setup'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import { jsonCall, rawCall, signedCall } from '@hostler/testkit/raw-call'
import { type ScriptedAgent, tokenOf, tokenRequestHeaders } from '@hostler/testkit/scripted-agent'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { signNodeRequest } from '@hostler/wire/sigv4/node-rsa'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accepted, outcomeOf } from './agent-reply.ts'

let plane: TestPlane
let agent: ScriptedAgent
beforeAll(async () => {
  plane = await startTestPlane()
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
})
afterAll(() => plane.close())
beforeEach(async () => {
  agent = await plane.host()
})

test('1: calls come in chunks, without Content-Length', async () => {
  const reply = await signedCall(plane.url, {
    ...agent.signing('ssm', plane.admin.credentials),
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonSSM.UpdateInstanceInformation',
      'transfer-encoding': 'chunked',
    },
    body: JSON.stringify({ AgentName: 'a', AgentVersion: '3.3.0.0', InstanceId: agent.instanceId }),
  })
  expect(outcomeOf(reply)).toEqual(accepted)
})

test('2: the signature of a hybrid host is read, and its unknown node refused like an unknown key', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const body = JSON.stringify({ Fingerprint: '55ba9691-b4a3-41f1-be41-7d7918316a4f' })
  const headers = signNodeRequest(
    { method: 'POST', url: new URL(plane.url), headers: tokenRequestHeaders, body },
    { nodeId: 'mi-0a1b2c3d4e5f67890', privateKey },
    { region: testRegion, service: 'ssm', now: plane.clock.now() },
  )
  expect(outcomeOf(await rawCall(plane.url, { headers, body }))).toEqual({
    status: 400,
    code: 'UnrecognizedClientException',
    message: 'The security token included in the request is invalid.',
  })
})

test('7: the heartbeat is allowed the moment a token is issued', async () => {
  for (let round = 0; round < 10; round++) {
    const host = await plane.host()
    expect(outcomeOf(await host.ping(await host.join()))).toEqual(accepted)
  }
})

test('8: the message gateway is configured with scheme and port', () => {
  const config = JSON.parse(agentConfiguration({ address: '169.254.169.253', port: 4566, tlsPort: 4567 }))
  expect(config.Mgs.Endpoint).toBe('https://169.254.169.253:4567')
  expect(config.S3.Endpoint).toBe('https://169.254.169.253:4567')
  for (const service of ['Ssm', 'Mds', 'Kms']) expect(config[service].Endpoint).toBe('http://169.254.169.253:4566')
})

describe('HTTPS', () => {
  async function handshake(servername: string, ALPNProtocols: string[]) {
    const { tlsUrl, caFile } = plane.running.file
    const socket = connect({
      host: '127.0.0.1',
      port: Number(new URL(tlsUrl).port),
      servername,
      ca: readFileSync(caFile),
      ALPNProtocols,
    })
    await once(socket, 'secureConnect')
    const { authorized, alpnProtocol } = socket
    socket.destroy()
    return { authorized, alpnProtocol }
  }

  test('9: has a certificate for every service of a region, and for buckets', async () => {
    const domain = `${testRegion}.hostler.internal`
    for (const name of [`ssm.${domain}`, `ssmmessages.${domain}`, `logs.${domain}`, `a-bucket.s3.${domain}`]) {
      expect([name, await handshake(name, ['http/1.1'])]).toEqual([
        name,
        { authorized: true, alpnProtocol: 'http/1.1' },
      ])
    }
  })

  test('11: speaks HTTP/1.1 to clients that offer HTTP/2 first', async () => {
    expect(await handshake('localhost', ['h2', 'http/1.1'])).toEqual({ authorized: true, alpnProtocol: 'http/1.1' })
  })
})

describe('the metadata service', () => {
  interface Answer {
    status: number | undefined
    headers: Record<string, string | string[] | undefined>
    text: string
  }

  /** Asks the plane's facts of the agent's host, as the host would. */
  async function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
    const handler = createImdsHandler({ now: () => plane.clock.now(), tokenSecret: Buffer.alloc(32, 7) })
    const host = plane.running.app.metadata.findById(agent.instanceId)
    const server = createServer((incoming, outgoing) => handler(incoming, outgoing, host)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const outgoing = request({ port, host: '127.0.0.1', method, path: `/latest/${path}`, headers, agent: false }).end()
    const [incoming] = await once(outgoing, 'response')
    const text = (await incoming.toArray()).join('')
    server.close()
    return { status: incoming.statusCode, headers: incoming.headers, text }
  }

  const ttl = { 'X-Aws-Ec2-Metadata-Token-Ttl-Seconds': '21600' }
  const withToken = async () => ({ 'X-Aws-Ec2-Metadata-Token': (await ask('PUT', 'api/token', ttl)).text })

  test('5: answers 404, not an empty list, for a host without a role', async () => {
    expect((await ask('GET', 'meta-data/iam/security-credentials/', await withToken())).status).toBe(404)
  })

  test('10: repeats the life of a token in the header', async () => {
    const answer = await ask('PUT', 'api/token', ttl)
    expect(answer).toMatchObject({ status: 200, headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' } })
  })

  test('10: refuses version 1 where tokens are required', async () => {
    agent = await plane.host({ MetadataOptions: { HttpTokens: 'required' } })
    expect((await ask('GET', 'meta-data/instance-id')).status).toBe(401)
    expect(await ask('GET', 'meta-data/instance-id', await withToken())).toMatchObject({ text: agent.instanceId })
  })

  test('10: answers 404 to the root, so that agents stay off the serial console', async () => {
    expect((await ask('GET', 'meta-data', await withToken())).status).toBe(404)
  })

  test('10: answers all that a health ping asks', async () => {
    const token = await withToken()
    for (const path of [
      'instance-id',
      'instance-type',
      'placement/availability-zone',
      'placement/availability-zone-id',
    ]) {
      expect(await ask('GET', `meta-data/${path}`, token)).toMatchObject({
        status: 200,
        text: expect.stringMatching(/^\S+$/),
      })
    }
    const document = JSON.parse((await ask('GET', 'dynamic/instance-identity/document', token)).text)
    expect(document).toMatchObject({ instanceId: agent.instanceId, region: testRegion, accountId: plane.accountId })
  })
})

describe('12: a clock', () => {
  const pingAt = (offsetSeconds: number) => {
    const signing = agent.signing('ssm', plane.admin.credentials)
    const now = new Date(signing.now.getTime() + offsetSeconds * 1000)
    const body = { AgentName: 'a', AgentVersion: '3.3.0.0', InstanceId: agent.instanceId }
    return jsonCall(plane.url, 'AmazonSSM.UpdateInstanceInformation', body, { ...signing, now })
  }

  test.each([-290, 290])('that is %d seconds off is good enough', async offset => {
    expect(outcomeOf(await pingAt(offset))).toEqual(accepted)
  })

  test.each([
    [-310, 'Signature expired: '],
    [310, 'Signature not yet current: '],
  ])('that is %d seconds off is refused with both times', async (offset, sentence) => {
    const outcome = outcomeOf(await pingAt(offset))
    expect(outcome).toMatchObject({ status: 400, code: 'InvalidSignatureException' })
    expect(outcome.message).toContain(sentence)
  })
})

describe('13: over hours', () => {
  test('a host without profile gets a new token at half life of the last, with one registration', async () => {
    let token = await agent.join()
    for (let refresh = 0; refresh < 6; refresh++) {
      await plane.clock.advance({ minutes: 30 })
      const older = token
      token = tokenOf(await agent.requestToken())
      expect(outcomeOf(await agent.ping(older))).toEqual(accepted)
      expect(outcomeOf(await agent.ping(token))).toEqual(accepted)
    }
  })

  test('the identity that the host asks with is fresh for as long as it runs', async () => {
    await agent.register()
    for (let hour = 0; hour < 14; hour += 2) {
      expect(outcomeOf(await agent.requestToken())).toEqual(accepted)
      await plane.clock.advance({ hours: 2 })
    }
  })

  test('registering once per boot is no harm to the tokens of the boot before', async () => {
    const token = await agent.join()
    for (let boot = 0; boot < 3; boot++) {
      await agent.register()
      expect(outcomeOf(await agent.ping(token))).toEqual(accepted)
    }
  })
})
