import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import type { ScriptedAgent } from '@hostler/testkit/scripted-agent'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { accepted, outcomeOf } from './agent-reply.ts'
import { denial } from './denial.ts'

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

async function replace(input: Record<string, unknown> = {}, credentials = agent.identity()) {
  const body = { NewPublicKey: agent.publicKey, NewPublicKeyType: 'Rsa', ...input }
  return outcomeOf(await agent.call('AmazonSSM.UpdateManagedInstancePublicKey', body, await credentials))
}

test('the new key counts from the moment it is stored, and the old one no longer', async () => {
  await agent.register()
  expect(outcomeOf(await agent.requestToken())).toEqual(accepted)
  const oldKey = agent.key
  agent.changeKey()
  expect(outcomeOf(await agent.requestToken()).code).toBe('AccessDeniedException')
  expect(await replace()).toEqual(accepted)
  expect(outcomeOf(await agent.requestToken())).toEqual(accepted)
  agent.changeKey(oldKey)
  expect(outcomeOf(await agent.requestToken()).code).toBe('AccessDeniedException')
})

test('a host that never registered has no key to replace', async () => {
  expect(await replace()).toMatchObject({ status: 400, code: 'InvalidInstanceId' })
})

test('what is no RSA key is refused, and the old key stays', async () => {
  await agent.register()
  expect(await replace({ NewPublicKey: 'A'.repeat(392) })).toMatchObject({ status: 400, code: 'InvalidPublicKey' })
  expect(await replace({ NewPublicKeyType: 'Ec' })).toMatchObject({ status: 400, code: 'InvalidPublicKey' })
  expect(await replace({ NewPublicKey: 'short' })).toMatchObject({ code: 'ValidationException' })
  expect(outcomeOf(await agent.requestToken())).toEqual(accepted)
})

test('users have no host whose key it could be', async () => {
  expect(await replace({}, Promise.resolve(plane.admin.credentials))).toMatchObject({ code: 'ValidationException' })
  const nobody = await plane.user('nobody')
  const resource = `arn:aws:ssm:${testRegion}:${plane.accountId}:*`
  expect(await replace({}, Promise.resolve(nobody.credentials))).toEqual(
    denial(plane, 'nobody', 'ssm:UpdateManagedInstancePublicKey', resource),
  )
})

test('one host does not replace the key of another', async () => {
  await agent.register()
  const other = await plane.host()
  await other.register()
  expect(await replace({ NewPublicKey: other.publicKey }, other.identity())).toEqual(accepted)
  expect(outcomeOf(await agent.requestToken())).toEqual(accepted)
})
