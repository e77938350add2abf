import { randomUUID } from 'node:crypto'
import { rawCall } from '@hostler/testkit/raw-call'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import type { ScriptedAgent } from '@hostler/testkit/scripted-agent'
import type { TestCredentials } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { outcomeOf } from '../ssm/agent-reply.ts'

let plane: TestPlane
let agent: ScriptedAgent
let token: TestCredentials
beforeEach(async () => {
  plane = await startTestPlane()
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  agent = await plane.host()
  token = await agent.join()
})
afterEach(() => plane.close())

const MessagesRequestId = randomUUID()
const get = (input: object = {}, credentials = token) =>
  agent.call(
    'EC2WindowsMessageDeliveryService.GetMessages',
    { Destination: agent.instanceId, MessagesRequestId, VisibilityTimeoutInSeconds: 10, ...input },
    credentials,
    'ec2messages',
  )

/** Whether a promise has settled once everything that is under way has had its turn. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  // A call that is answered at once comes back in the meantime.
  await agent.ping(token)
  const pending = Symbol('pending')
  return (await Promise.race([promise, Promise.resolve(pending)])) === pending
}

test('a poll is held for 17 seconds and then answered with an empty list', async () => {
  const poll = get()
  expect(await isPending(poll)).toBe(true)
  await plane.clock.advance({ seconds: 16 })
  expect(await isPending(poll)).toBe(true)
  await plane.clock.advance({ seconds: 1 })
  const reply = await poll
  expect(reply.status).toBe(200)
  expect(reply.json()).toEqual({ Destination: agent.instanceId, MessagesRequestId, Messages: [] })
})

test('a poll is released when the plane goes down', async () => {
  const poll = get()
  expect(await isPending(poll)).toBe(true)
  await plane.running.close()
  const reply = await poll
  expect(reply.status).toBe(200)
  expect(reply.json()).toMatchObject({ Messages: [] })
})

test('polls of many hosts are held at once', async () => {
  const polls = Array.from({ length: 50 }, () => get())
  expect(await isPending(Promise.race(polls))).toBe(true)
  await plane.clock.advance({ seconds: 18 })
  const replies = await Promise.all(polls)
  expect(replies.map(({ status }) => status)).toEqual(polls.map(() => 200))
})

test('refusals are not held', async () => {
  const nobody = await plane.user('nobody')
  expect(outcomeOf(await get({}, nobody.credentials))).toEqual({
    status: 400,
    code: 'AccessDeniedException',
    message: `User: arn:aws:iam::${plane.accountId}:user/nobody is not authorized to perform: ec2messages:GetMessages on resource: arn:aws:ssm:${testRegion}:${plane.accountId}:* because no identity-based policy allows the ec2messages:GetMessages action`,
  })
  // Even who may everything polls for no node but itself, which it is not.
  expect(outcomeOf(await get({}, plane.admin.credentials)).code).toBe('AccessDeniedException')
  expect(outcomeOf(await get({ MessagesRequestId: undefined })).code).toBe('ValidationException')
  expect(outcomeOf(await get({ VisibilityTimeoutInSeconds: 'ten' })).code).toBe('SerializationException')
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'EC2WindowsMessageDeliveryService.GetMessages',
  }
  expect(outcomeOf(await rawCall(plane.url, { headers, body: '{}' })).code).toBe('MissingAuthenticationTokenException')
})

test('what agents call and the plane has not yet says so by its name', async () => {
  const reply = await agent.call(
    'EC2WindowsMessageDeliveryService.SendReply',
    { MessageId: randomUUID(), Payload: '{}', ReplyId: randomUUID() },
    token,
    'ec2messages',
  )
  expect(reply.status).toBe(501)
  expect(reply.text).toContain('SendReply')
})
