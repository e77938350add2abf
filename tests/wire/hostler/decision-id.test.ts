// A refusal carries the id of the decision behind it, whatever protocol it is told in; an answer carries none.
import { request } from 'node:http'
import { rawCall, type RawReply, signedCall, signedHeaders } from '@hostler/testkit/raw-call'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answer } from './recorded-sessions.ts'

const header = 'x-hostler-decision-id'
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const json = (target: string) => ({ 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target })

let plane: TestPlane
let eve: TestClients
beforeAll(async () => {
  plane = await startTestPlane()
  eve = await plane.user('eve')
})
afterAll(() => plane.close())

function callAs(
  { credentials }: TestClients,
  service: string,
  { target = '/', headers, body }: { target?: string; headers: Record<string, string>; body: string },
): Promise<RawReply> {
  return signedCall(plane.url, {
    credentials,
    region: testRegion,
    service,
    now: plane.clock.now(),
    target,
    headers,
    body,
  })
}

const calls = [
  ['json', 'ssm', { headers: json('AmazonSSM.DescribeSessions'), body: '{"State":"History"}' }, 'ssm:DescribeSessions'],
  ['query', 'iam', { headers: form, body: 'Action=ListUsers&Version=2010-05-08' }, 'iam:ListUsers'],
  ['ec2 query', 'ec2', { headers: form, body: 'Action=DescribeTags&Version=2016-11-15' }, 'ec2:DescribeTags'],
  [
    'rest-json',
    'ssmmessages',
    {
      target: '/v1/control-channel/i-00000000000000001',
      headers: { 'content-type': 'application/json' },
      body: '{"MessageSchemaVersion":"1.0","RequestId":"4e1b8b1c-7a1c-4c0f-9d2a-5f8f6f0c9a11"}',
    },
    'ssmmessages:CreateControlChannel',
  ],
] as const

test.each(calls)('%s', async (_protocol, service, message, action) => {
  const reply = await callAs(eve, service, message)
  expect(reply.status).toBeGreaterThanOrEqual(400)
  const DecisionId = reply.headers[header]
  expect(await answer(plane, 'GetDecision', { DecisionId })).toMatchObject({
    Decision: { Action: action, Operation: action },
  })
  if (service !== 'ssmmessages') {
    const granted = await callAs(plane.admin, service, message)
    expect([granted.status, granted.headers[header]]).toEqual([200, undefined])
  }
})

test('a question that is put while the operation runs', async () => {
  const role = `arn:aws:iam::${plane.accountId}:role/missing`
  const body = `Action=AssumeRole&Version=2011-06-15&RoleArn=${role}&RoleSessionName=visit`
  const { headers } = await callAs(eve, 'sts', { headers: form, body })
  expect(await answer(plane, 'GetDecision', { DecisionId: headers[header] })).toMatchObject({
    Decision: { Action: 'sts:AssumeRole', Verdict: { Layer: 'trust' } },
  })
})

test.each(['/v1/control-channel/i-00000000000000001', '/v1/data-channel/ada-0123456789abcdef0'])(
  'the upgrade to a WebSocket at %s',
  async target => {
    const signing = { region: testRegion, service: 'ssmmessages', now: plane.clock.now() }
    const { credentials } = plane.admin
    const signed = signedHeaders(plane.url, { ...signing, credentials, method: 'GET', target })
    const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' }
    const headers = { ...signed, ...upgrade, 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==' }
    const refused = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const outgoing = request(plane.url + target, { headers, agent: false }, incoming => {
        incoming.resume()
        resolve(incoming.headers)
      })
      outgoing.on('error', reject)
      outgoing.end()
    })
    expect(await answer(plane, 'GetDecision', { DecisionId: refused[header] })).toMatchObject({
      Decision: {
        Verdict: { Decision: 'implicit-deny', Layer: 'host' },
        PrincipalArn: expect.stringMatching(/user\/admin$/),
      },
    })
  },
)

test('what is refused before anybody is asked about carries none', async () => {
  const unsigned = await rawCall(plane.url, { headers: json('AmazonSSM.DescribeSessions'), body: '{}' })
  expect([unsigned.status, unsigned.headers[header]]).toEqual([400, undefined])
  const missing = await callAs(plane.admin, 'iam', {
    headers: form,
    body: 'Action=GetUser&Version=2010-05-08&UserName=nobody',
  })
  expect([missing.status, missing.headers[header]]).toEqual([404, undefined])
})
