import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import {
  enableHostManagement,
  hostManagementRole,
  makeHostManagementRole,
} from '@hostler/testkit/default-host-management'
import { type ScriptedAgent, tokenOf } from '@hostler/testkit/scripted-agent'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accepted, outcomeOf } from './agent-reply.ts'
import { denial } from './denial.ts'
import { retryTokenRequest } from './retried-token-request.ts'

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
  await agent.register()
})

const codeOf = async (reply: ReturnType<ScriptedAgent['requestToken']>) => outcomeOf(await reply).code

test('the answer has the five members that agents read, dates in epoch seconds', async () => {
  const reply = await agent.requestToken()
  const token = reply.json()
  expect(Object.keys(token).sort()).toEqual([
    'AccessKeyId',
    'SecretAccessKey',
    'SessionToken',
    'TokenExpirationDate',
    'UpdateKeyPair',
  ])
  expect(token).toMatchObject({ AccessKeyId: expect.stringMatching(/^ASIA/), UpdateKeyPair: false })
  const seconds = token['TokenExpirationDate'] as number
  expect(Number.isInteger(seconds)).toBe(true)
  expect(Math.abs(seconds - plane.clock.now().getTime() / 1000 - 3600)).toBeLessThan(60)
})

test('the token is a session of the role, named like the instance', async () => {
  const clients = plane.clients(tokenOf(await agent.requestToken()))
  expect(await clients.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: plane.accountId,
    Arn: `arn:aws:sts::${plane.accountId}:assumed-role/${hostManagementRole}/${agent.instanceId}`,
  })
})

test('each request gets a token of its own, and the earlier ones stay good', async () => {
  const [first, second] = [tokenOf(await agent.requestToken()), tokenOf(await agent.requestToken())]
  expect(first.accessKeyId).not.toBe(second.accessKeyId)
  for (const token of [first, second]) expect((await agent.ping(token)).status).toBe(200)
})

test('a host that did not register is an invalid instance id', async () => {
  const silent = await plane.host()
  expect(outcomeOf(await silent.requestToken())).toMatchObject({ status: 400, code: 'InvalidInstanceId' })
})

test('a fingerprint other than the registered one does not match', async () => {
  expect(await codeOf(agent.requestToken({ fingerprint: 'i-0000000000000000f' }))).toBe(
    'MachineFingerprintDoesNotMatch',
  )
  expect(await codeOf(agent.requestToken({ fingerprint: '' }))).toBe('ValidationException')
})

describe('the proof of the registered key', () => {
  const refused = {
    status: 400,
    code: 'AccessDeniedException',
    message: 'The request is not signed with the registered key of the instance.',
  }

  test.each<[string, (proof: string, authorization: string) => string | undefined]>([
    ['absent', () => undefined],
    ['empty', () => ''],
    ['without its prefix', proof => proof.replace('Signature=', '')],
    ['cut short', proof => proof.slice(0, -8)],
    [
      'with a changed character',
      proof => proof.replace(/^Signature=./, c => c.slice(0, -1) + (c.endsWith('A') ? 'B' : 'A')),
    ],
    ['over another text', (_, authorization) => agent.proofOver(`${authorization} `)],
    ['in hex', proof => `Signature=${Buffer.from(proof.slice('Signature='.length), 'base64').toString('hex')}`],
    ['enormous', () => `Signature=${'A'.repeat(8_000)}`],
  ])('is refused when it is %s', async (_, spoil) => {
    const proofOver = (authorization: string) => spoil(agent.proofOver(authorization), authorization)
    expect(outcomeOf(await agent.requestToken({ proofOver }))).toEqual(refused)
  })

  test('is refused with another key than the registered one', async () => {
    const other = await plane.host()
    await other.register()
    const proofOver = (authorization: string) => other.proofOver(authorization)
    expect(outcomeOf(await agent.requestToken({ proofOver }))).toEqual(refused)
  })

  test('does not make up for a wrong signature of the identity', async () => {
    const credentials = { ...(await agent.identity()), secretAccessKey: 'not the secret of this identity at all' }
    expect(await codeOf(agent.requestToken({ credentials }))).toBe('InvalidSignatureException')
  })
})

describe('a retry of the stock agent', () => {
  const earlier = (count: number) =>
    Array.from({ length: count }, (_, number) => agent.proofOver(`Authorization of attempt ${number}`))

  test('carries the proofs of earlier attempts after the new one, and is accepted', async () => {
    for (const count of [1, 2, 3]) {
      expect(outcomeOf(await retryTokenRequest(agent, { earlierProofs: earlier(count) }))).toEqual(accepted)
    }
  })

  test('is refused when its new proof is not the first', async () => {
    const arrange = (newProof: string, proofs: readonly string[]) => [...proofs, newProof]
    const reply = await retryTokenRequest(agent, { earlierProofs: earlier(1), arrange })
    expect(outcomeOf(reply)).toMatchObject({ status: 400, code: 'InvalidSignatureException' })
  })

  test('is refused when an earlier proof was changed, added or removed on the way', async () => {
    const proofs = earlier(2)
    for (const arrange of [
      (newProof: string) => [newProof, proofs[0]!, agent.proofOver('something else')],
      (newProof: string) => [newProof, ...proofs, proofs[0]!],
      (newProof: string) => [newProof, proofs[0]!],
    ]) {
      const reply = await retryTokenRequest(agent, { earlierProofs: proofs, arrange })
      expect(outcomeOf(reply).code).toBe('InvalidSignatureException')
    }
  })
})

describe('with other credentials than the identity of the instance', () => {
  test('a user is told that the operation is for nodes, or refused', async () => {
    expect(await codeOf(agent.requestToken({ credentials: plane.admin.credentials }))).toBe('ValidationException')
    const nobody = await plane.user('nobody')
    const resource = `arn:aws:ssm:${testRegion}:${plane.accountId}:*`
    expect(outcomeOf(await agent.requestToken({ credentials: nobody.credentials }))).toEqual(
      denial(plane, 'nobody', 'ssm:RequestManagedInstanceRoleToken', resource),
    )
  })

  test('another instance cannot ask in this one’s name', async () => {
    const other = await plane.host()
    await other.register()
    const credentials = await other.identity()
    expect(await codeOf(agent.requestToken({ credentials }))).toBe('MachineFingerprintDoesNotMatch')
    expect(await codeOf(agent.requestToken({ credentials, fingerprint: other.instanceId }))).toBe(
      'AccessDeniedException',
    )
  })

  test('a token does not beget tokens', async () => {
    const credentials = tokenOf(await agent.requestToken())
    expect(await codeOf(agent.requestToken({ credentials }))).toBe('AccessDeniedException')
  })
})
