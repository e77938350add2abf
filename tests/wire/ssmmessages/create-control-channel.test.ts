import { rawCall } from '@hostler/testkit/raw-call'
import type { ScriptedAgent } from '@hostler/testkit/scripted-agent'
import { channelTokenOf, createControlChannel } from '@hostler/testkit/scripted-channel'
import type { TestCredentials } from '@hostler/testkit/test-clients'
import { type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { managedHost, startManagingPlane } from './managed-host.ts'

let plane: TestPlane
let agent: ScriptedAgent
let token: TestCredentials
beforeAll(async () => {
  plane = await startManagingPlane()
  ;({ agent, token } = await managedHost(plane))
})
afterAll(() => plane.close())

test('the answer is 201 with a token in XML', async () => {
  const reply = await createControlChannel(agent, token)
  expect(reply.status).toBe(201)
  expect(reply.headers['content-type']).toContain('xml')
  expect(reply.text).toMatch(/<(\w+)[^>]*>.*<TokenValue>[^<]{20,}<\/TokenValue>.*<\/\1>$/s)
  expect(reply.text).toContain('<MessageSchemaVersion>1.0</MessageSchemaVersion>')
})

test('each call gets a token of its own', async () => {
  const [first, second] = [await createControlChannel(agent, token), await createControlChannel(agent, token)]
  expect(channelTokenOf(first)).not.toBe(channelTokenOf(second))
})

test('a denial contains the element by which agents know one, and AWS’s sentence', async () => {
  const nobody = await plane.user('nobody')
  const reply = await createControlChannel(agent, nobody.credentials)
  expect(reply.status).toBe(403)
  expect(reply.text).toBe(
    `<AccessDeniedException><Message>User: arn:aws:iam::${plane.accountId}:user/nobody is not authorized to perform: ssmmessages:CreateControlChannel` +
      ` on resource: arn:aws:ssmmessages:${testRegion}:${plane.accountId}:* because no identity-based policy allows the ssmmessages:CreateControlChannel action</Message></AccessDeniedException>`,
  )
})

test('other refusals are none that agents take for a denial', async () => {
  const body = '{"MessageSchemaVersion":"1.0","RequestId":"x"}'
  const target = `/v1/control-channel/${agent.instanceId}`
  const replies = [
    await rawCall(plane.url, { target, headers: { 'content-type': 'application/json' }, body }),
    await createControlChannel(agent, { ...token, secretAccessKey: 'wrong' }),
    await createControlChannel(agent, { ...token, sessionToken: 'altered' }),
    await createControlChannel(agent, token, agent.instanceId, '{"MessageSchemaVersion":'),
    await createControlChannel(agent, token, agent.instanceId, '[]'),
    await createControlChannel(agent, token, agent.instanceId, '{"MessageSchemaVersion":7,"RequestId":[]}'),
  ]
  for (const reply of replies) {
    expect(reply.status).toBeGreaterThanOrEqual(400)
    expect(reply.status).toBeLessThan(500)
    expect(reply.text).not.toContain('<AccessDeniedException>')
    expect(reply.text).toMatch(/^<(\w+)>.*<\/\1>$/s)
  }
})

test('hostile node ids in the path are refused, and repeated nowhere unescaped', async () => {
  for (const id of ['%3Cscript%3E', 'i-1%2F..%2F..', '%00', '%FF', 'x'.repeat(5000), '..']) {
    const reply = await createControlChannel(agent, token, id)
    expect([id, reply.status]).toEqual([id, expect.toSatisfy((status: number) => status >= 400 && status < 500)])
    expect(reply.text).not.toContain('<script>')
  }
})

test('there is no other path and no other method', async () => {
  for (const [method, target] of [
    ['POST', '/v1/data-channel/session-1'],
    ['POST', '/v2/control-channel/i-0123456789abcdef0'],
    ['PUT', '/v1/control-channel/i-0123456789abcdef0'],
    ['GET', '/v1/control-channel/i-0123456789abcdef0'],
  ] as const) {
    const reply = await rawCall(plane.url, {
      method,
      target,
      headers: { host: 'ssmmessages.ap-northeast-1.amazonaws.com' },
    })
    expect(reply.status).toBeGreaterThanOrEqual(400)
  }
})
