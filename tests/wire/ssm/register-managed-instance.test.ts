import { TerminateInstancesCommand } from '@aws-sdk/client-ec2'
import { generateKeyPairSync } from 'node:crypto'
import { rawCall, signedCall } from '@hostler/testkit/raw-call'
import type { ScriptedAgent } from '@hostler/testkit/scripted-agent'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accepted, outcomeOf } from './agent-reply.ts'
import { denial } from './denial.ts'
import { makeInstanceProfile } from '@hostler/testkit/instance-profile'

let plane: TestPlane
let agent: ScriptedAgent
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())
beforeEach(async () => {
  agent = await plane.host()
})

const registered = () =>
  plane.running.app.storage.read.nodes.findRegistration(
    { accountId: plane.accountId, region: testRegion },
    agent.instanceId,
  )

test('an instance registers its key with its identity, before anybody turns Default Host Management on', async () => {
  const reply = await agent.register()
  expect([reply.status, reply.json()]).toEqual([200, { InstanceId: agent.instanceId }])
  expect(await registered()).toMatchObject({ publicKey: agent.publicKey, fingerprint: agent.instanceId })
})

test('registering again with the same key changes nothing', async () => {
  await agent.register()
  expect(outcomeOf(await agent.register())).toEqual(accepted)
  expect(await registered()).toMatchObject({ publicKey: agent.publicKey })
})

test('registering again with another key replaces the first, and is never answered InstanceAlreadyRegistered', async () => {
  await agent.register()
  const first = agent.publicKey
  agent.changeKey()
  expect(outcomeOf(await agent.register())).toEqual(accepted)
  expect(agent.publicKey).not.toBe(first)
  expect(await registered()).toMatchObject({ publicKey: agent.publicKey })
})

test('identity credentials that came over IMDSv1 register: only the token asks for version 2', async () => {
  expect(outcomeOf(await agent.register({}, await agent.identity('1.0')))).toEqual(accepted)
})

test('a fingerprint that is not the instance itself is refused', async () => {
  const other = await plane.host()
  for (const Fingerprint of [other.instanceId, 'x', '55ba9691-b4a3-41f1-be41-7d7918316a4f']) {
    expect(outcomeOf(await agent.register({ Fingerprint })).code).toBe('MachineFingerprintDoesNotMatch')
  }
  expect(await registered()).toBeUndefined()
})

describe('a key that is', () => {
  const spki = (key: { export(options: { format: 'der'; type: 'spki' }): Buffer }) =>
    key.export({ format: 'der', type: 'spki' }).toString('base64')

  test.each([
    ['no key', 'A'.repeat(392)],
    ['not base64', '-'.repeat(400)],
    ['elliptic', spki(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey).padEnd(392, '=')],
    ['too short a modulus', spki(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey).padEnd(392, '=')],
    ['an enormous text', 'A'.repeat(200_000)],
  ])('%s is refused', async (_, PublicKey) => {
    expect(outcomeOf(await agent.register({ PublicKey }))).toMatchObject({ status: 400, code: 'InvalidPublicKey' })
    expect(await registered()).toBeUndefined()
  })

  test('of another type than RSA is refused', async () => {
    for (const PublicKeyType of ['Ec', '', undefined]) {
      expect(outcomeOf(await agent.register({ PublicKeyType })).code).toBe('InvalidPublicKey')
    }
  })

  test('shorter than its constraint allows breaks the constraint', async () => {
    const outcome = outcomeOf(await agent.register({ PublicKey: 'short' }))
    expect(outcome.code).toBe('ValidationException')
    expect(outcome.message).toContain("at 'publicKey' failed to satisfy constraint")
  })
})

describe('who has no identity of an instance', () => {
  test('is told that the operation is for nodes', async () => {
    expect(outcomeOf(await agent.register({}, plane.admin.credentials)).code).toBe('ValidationException')
  })

  test('is refused where no policy allows it', async () => {
    const nobody = await plane.user('nobody')
    const resource = `arn:aws:ssm:${testRegion}:${plane.accountId}:*`
    expect(outcomeOf(await agent.register({}, nobody.credentials))).toEqual({
      status: 400,
      code: 'AccessDeniedException',
      message: denial(plane, 'nobody', 'ssm:RegisterManagedInstance', resource).message,
    })
  })

  test('needs a signature at all', async () => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonSSM.RegisterManagedInstance',
    }
    const body = { Fingerprint: agent.instanceId, PublicKey: agent.publicKey, PublicKeyType: 'Rsa' }
    const reply = await rawCall(plane.url, { headers, body: JSON.stringify(body) })
    expect(outcomeOf(reply).code).toBe('MissingAuthenticationTokenException')
  })
})

test('with the credentials of its profile a host registers itself only where the profile allows it', async () => {
  const [allowed, bare] = await Promise.all([
    plane.host(await makeInstanceProfile(plane.admin, 'May', 'ssm:RegisterManagedInstance')),
    plane.host(await makeInstanceProfile(plane.admin, 'MayNot')),
  ])
  expect(outcomeOf(await allowed.register({}, await allowed.profile()))).toEqual(accepted)
  expect(outcomeOf(await bare.register({}, await bare.profile())).code).toBe('AccessDeniedException')
})

test('the identity of a terminated instance is unknown', async () => {
  const credentials = await agent.identity()
  await plane.admin.ec2.send(new TerminateInstancesCommand({ InstanceIds: [agent.instanceId] }))
  await plane.running.app.instances.idle()
  expect(outcomeOf(await agent.register({}, credentials)).code).toBe('UnrecognizedClientException')
})

test('a body without Content-Length, in chunks, is read like any other', async () => {
  const body = JSON.stringify({ Fingerprint: agent.instanceId, PublicKey: agent.publicKey, PublicKeyType: 'Rsa' })
  const reply = await signedCall(plane.url, {
    ...agent.signing('ssm', await agent.identity()),
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonSSM.RegisterManagedInstance',
      'transfer-encoding': 'chunked',
    },
    body,
  })
  expect(outcomeOf(reply)).toEqual(accepted)
})
