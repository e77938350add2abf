// What is allowed all the time: hosts that go about their work, reads, and open sessions that are asked about again.
import { GetServiceSettingCommand, StartSessionCommand } from '@aws-sdk/client-ssm'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import { openControlChannel } from '@hostler/testkit/scripted-channel'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { expect, test } from 'vitest'
import { answer } from './recorded-sessions.ts'

async function managedNode(plane: TestPlane) {
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  const node = await plane.host()
  const token = await node.join()
  await node.ping(token)
  return { node, token }
}

/** What is in the database, without asking the plane to write. */
async function written(plane: TestPlane, action: string): Promise<number> {
  const { decisions } = plane.running.app.storage.read
  return (await decisions.list(plane.accountId, { action }, { limit: 500 })).items.length
}

const read = new GetServiceSettingCommand({ SettingId: '/ssm/automation/customer-script-log-group-name' })

test('heartbeats and reads are written every few seconds, and when the plane ends', async () => {
  await using plane = await startTestPlane({ decisionFlushSeconds: 7 })
  const { node, token } = await managedNode(plane)
  await plane.running.app.flushDecisions()
  const heartbeats = await written(plane, 'ssm:UpdateInstanceInformation')
  expect((await node.ping(token)).status).toBe(200)
  await plane.admin.ssm.send(read)
  expect(await written(plane, 'ssm:UpdateInstanceInformation')).toBe(heartbeats)
  expect(await written(plane, 'ssm:GetServiceSetting')).toBe(0)
  await plane.clock.advance({ seconds: 7 })
  await expect.poll(() => written(plane, 'ssm:GetServiceSetting')).toBe(1)
  expect(await written(plane, 'ssm:UpdateInstanceInformation')).toBe(heartbeats + 1)
  await plane.admin.ssm.send(read)
  await plane.restart()
  expect(await written(plane, 'ssm:GetServiceSetting')).toBe(2)
})

test('an open session that is asked about again adds nothing while it is allowed, and one record when it ends', async () => {
  await using plane = await startTestPlane({ sessionRecheckSeconds: 3600 })
  const { node, token } = await managedNode(plane)
  await openControlChannel(node, token)
  const Condition = {
    DateLessThan: { 'aws:CurrentTime': new Date(plane.clock.now().getTime() + 5_000).toISOString() },
  }
  const Statement = [{ Effect: 'Allow', Action: 'ssm:StartSession', Resource: 'arn:aws:ec2:*:*:instance/*', Condition }]
  const ada = await plane.user('ada', { Version: '2012-10-17', Statement })
  await ada.ssm.send(new StartSessionCommand({ Target: node.instanceId }))
  await plane.running.app.flushDecisions()
  const before = await written(plane, 'ssm:StartSession')
  for (let i = 0; i < 20; i++) await plane.running.app.recheckSessions()
  await plane.running.app.flushDecisions()
  expect(await written(plane, 'ssm:StartSession')).toBe(before)
  await plane.clock.advance({ seconds: 6 })
  await plane.running.app.recheckSessions()
  expect(await written(plane, 'ssm:StartSession')).toBe(before + 1)
  const { Decisions } = await answer(plane, 'ListDecisions', { Action: 'ssm:StartSession', MaxResults: 1 })
  expect(Decisions).toMatchObject([
    {
      PrincipalArn: `arn:aws:iam::${plane.accountId}:user/ada`,
      Verdict: { Decision: 'implicit-deny', Layer: 'identity' },
      ContextKeys: [{ Key: 'aws:currenttime' }],
    },
  ])
})
