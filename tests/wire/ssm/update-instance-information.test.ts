import { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm'
import type { ScriptedAgent } from '@hostler/testkit/scripted-agent'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { TerminateInstancesCommand } from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { allowing, denial } from './denial.ts'
import { fullReport, managedNodes, report } from './managed-nodes.ts'

let plane: TestPlane
let agent: ScriptedAgent
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())
beforeEach(async () => {
  agent = await plane.host()
})

async function find({ instanceId }: ScriptedAgent) {
  const Filters = [{ Key: 'InstanceIds', Values: [instanceId] }]
  const answer = await plane.admin.ssm.send(new DescribeInstanceInformationCommand({ Filters }))
  return answer.InstanceInformationList![0]
}

const update = (body: object, { credentials } = plane.admin) =>
  agent.call('AmazonSSM.UpdateInstanceInformation', body, credentials)

test('the first report makes a managed node, and the answer is an empty object', async () => {
  expect(await find(agent)).toBeUndefined()
  const reply = await agent.ping(plane.admin.credentials, fullReport)
  expect([reply.status, reply.json()]).toEqual([200, {}])
  expect(await find(agent)).toMatchObject({
    InstanceId: agent.instanceId,
    PingStatus: 'Online',
    AgentVersion: '3.3.0.0',
    PlatformType: 'Linux',
    PlatformName: 'Debian GNU/Linux',
    PlatformVersion: '12',
    IPAddress: '10.77.0.1',
    ComputerName: 'lab-host',
  })
})

test('what an empty ping does not mention stays as it was', async () => {
  await report(agent, fullReport)
  const before = await find(agent)
  await plane.clock.advance({ minutes: 5 })
  await report(agent)
  const { LastPingDateTime, ...after } = (await find(agent))!
  expect(after).toEqual({ ...before, LastPingDateTime: undefined })
  expect(LastPingDateTime!.getTime()).toBeGreaterThan(before!.LastPingDateTime!.getTime() + 290_000)
})

test('what a later report says anew replaces what an earlier one said', async () => {
  await report(agent, fullReport)
  await report(agent, { AgentVersion: '3.3.1.0', PlatformVersion: '13' })
  expect(await find(agent)).toMatchObject({ AgentVersion: '3.3.1.0', PlatformVersion: '13', ComputerName: 'lab-host' })
})

test('empty texts, as hybrid agents send them, are no error', async () => {
  await report(agent, { ...fullReport, AvailabilityZone: '', AvailabilityZoneId: '', SSMConnectionChannel: '' })
  expect(await find(agent)).toMatchObject({ PingStatus: 'Online' })
})

test('a host that does not exist, or no longer, is an invalid instance id', async () => {
  await report(agent)
  const absent = await update({
    AgentName: 'amazon-ssm-agent',
    AgentVersion: '3.3.0.0',
    InstanceId: 'i-0000000000000000f',
  })
  expect([absent.status, absent.json()]).toMatchObject([
    400,
    { __type: expect.stringMatching(/(^|#)InvalidInstanceId$/) },
  ])
  await plane.admin.ec2.send(new TerminateInstancesCommand({ InstanceIds: [agent.instanceId] }))
  await plane.running.app.instances.idle()
  const gone = await agent.ping(plane.admin.credentials)
  expect(gone.json()).toMatchObject({ __type: expect.stringMatching(/(^|#)InvalidInstanceId$/) })
  expect(
    await plane.running.app.nodes.find({ accountId: plane.accountId, region: testRegion }, agent.instanceId),
  ).toBeUndefined()
})

test('missing and over-short members are listed in one sentence', async () => {
  const missing = await update({})
  expect(missing.status).toBe(400)
  expect(missing.json()['__type']).toMatch(/(^|#)ValidationException$/)
  expect(missing.text).toContain('3 validation errors detected')
  const short = await update({ AgentName: 'a', AgentVersion: '3.3.0.0', InstanceId: 'i-1' })
  expect(short.text).toContain("Value 'i-1' at 'instanceId' failed to satisfy constraint")
})

test('members of the wrong type are refused before anything else', async () => {
  for (const wrong of [7, true, null, ['i-0123456789abcdef0'], { id: 'i-0123456789abcdef0' }]) {
    const reply = await update({ AgentName: 'a', AgentVersion: '3.3.0.0', InstanceId: wrong })
    expect([reply.status, wrong, reply.json()['__type']]).toEqual([
      400,
      wrong,
      expect.stringMatching(wrong === null ? /ValidationException$/ : /SerializationException$/),
    ])
  }
})

test('a principal whom no policy allows it is refused with exactly AccessDeniedException', async () => {
  const nobody = await plane.user(`nobody-${agent.instanceId}`, allowing('ssm:Describe*'))
  const resource = `arn:aws:ec2:${testRegion}:${plane.accountId}:instance/${agent.instanceId}`
  const { message } = denial(plane, `nobody-${agent.instanceId}`, 'ssm:UpdateInstanceInformation', resource)
  const reply = await agent.ping(nobody.credentials)
  expect(reply.status).toBe(400)
  expect(reply.json()['__type']).toMatch(/(^|#)AccessDeniedException$/)
  expect(reply.json()['message'] ?? reply.json()['Message']).toBe(message)
})

test("another account's administrator does not reach the node", async () => {
  const other = await plane.account('other')
  await report(agent)
  const reply = await agent.ping(other.credentials, { ComputerName: 'taken over' })
  expect(reply.json()['__type']).toMatch(/InvalidInstanceId$/)
  expect((await find(agent))!.ComputerName).toBeUndefined()
})

test('heartbeats of many nodes at once are all kept', async () => {
  const agents = await managedNodes(plane, 60, fullReport)
  await Promise.all(agents.map((one, number) => report(one, { ComputerName: `host-${number}` })))
  const names = await Promise.all(agents.map(async one => (await find(one))!.ComputerName))
  expect(names).toEqual(agents.map((_, number) => `host-${number}`))
})

test('last pings, which live in memory, are written when they are flushed', async () => {
  await report(agent)
  await plane.clock.advance({ minutes: 3 })
  await report(agent)
  await plane.running.app.nodes.flushPings()
  const stored = await plane.running.app.storage.read.nodes.find(
    { accountId: plane.accountId, region: testRegion },
    agent.instanceId,
  )
  expect(stored!.lastPingAt).toEqual((await find(agent))!.LastPingDateTime)
})
