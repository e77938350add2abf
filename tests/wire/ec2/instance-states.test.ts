// StartInstances, StopInstances, RebootInstances and TerminateInstances: what each answers, what each leaves.
import {
  DescribeTagsCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { DescribeInstanceInformationCommand, GetConnectionStatusCommand } from '@aws-sdk/client-ssm'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import { makeInstanceProfile } from '@hostler/testkit/instance-profile'
import { refusal } from '@hostler/testkit/refusal'
import { openControlChannel } from '@hostler/testkit/scripted-channel'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allowing } from '../ssm/denial.ts'
import {
  dryRunSucceeded,
  ec2Denial,
  findInstance,
  imageIdOf,
  launch,
  listInstances,
  runningHosts,
  stateOf,
  unknownInstanceId,
} from './launching.ts'

let plane: TestPlane
let imageId: string
beforeAll(async () => {
  plane = await startTestPlane()
  imageId = await imageIdOf(plane.admin)
})
afterAll(() => plane.close())

const verbs = ['StartInstances', 'StopInstances', 'RebootInstances', 'TerminateInstances'] as const
type Verb = (typeof verbs)[number]

async function call(verb: Verb, InstanceIds: string[], { ec2 }: TestClients = plane.admin, more = {}) {
  switch (verb) {
    case 'StartInstances':
      return (await ec2.send(new StartInstancesCommand({ InstanceIds, ...more }))).StartingInstances
    case 'StopInstances':
      return (await ec2.send(new StopInstancesCommand({ InstanceIds, ...more }))).StoppingInstances
    case 'TerminateInstances':
      return (await ec2.send(new TerminateInstancesCommand({ InstanceIds, ...more }))).TerminatingInstances
    case 'RebootInstances':
      await ec2.send(new RebootInstancesCommand({ InstanceIds, ...more }))
      return undefined
  }
}

const optional = { HttpTokens: 'optional' as const }
const settled = () => plane.running.app.instances.idle()
const metadataOf = (id: string) => plane.running.app.metadata.findById(id)
const change = (InstanceId: string, before: [number, string], after: [number, string]) => ({
  InstanceId,
  PreviousState: { Code: before[0], Name: before[1] },
  CurrentState: { Code: after[0], Name: after[1] },
})

describe('one instance', () => {
  test('stops, starts again on the same address, and ends', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    const launched = await findInstance(plane.admin, id)
    expect(await call('StopInstances', [id])).toEqual([change(id, [16, 'running'], [64, 'stopping'])])
    await settled()
    expect(await findInstance(plane.admin, id)).toMatchObject({
      State: { Code: 80, Name: 'stopped' },
      StateTransitionReason: expect.stringMatching(/^User initiated \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\)$/),
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
      PrivateIpAddress: launched.PrivateIpAddress,
    })
    expect(metadataOf(id)).toBeUndefined()
    await plane.clock.advance({ minutes: 1 })
    expect(await call('StartInstances', [id])).toEqual([change(id, [80, 'stopped'], [0, 'pending'])])
    await settled()
    const again = await findInstance(plane.admin, id)
    expect(again).toEqual({ ...launched, LaunchTime: again.LaunchTime })
    expect(again.LaunchTime!.getTime()).toBeGreaterThan(launched.LaunchTime!.getTime())
    expect(metadataOf(id)!.privateIp).toBe(launched.PrivateIpAddress)
    expect(await call('TerminateInstances', [id])).toEqual([change(id, [16, 'running'], [32, 'shutting-down'])])
    await settled()
    const ended = await findInstance(plane.admin, id)
    expect(ended).toMatchObject({ State: { Code: 48, Name: 'terminated' }, PrivateDnsName: '' })
    expect(ended.PrivateIpAddress).toBeUndefined()
    expect(metadataOf(id)).toBeUndefined()
  })

  test('that is there already, or on its way, stays as it is', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    expect(await call('StartInstances', [id])).toEqual([change(id, [16, 'running'], [16, 'running'])])
    await call('StopInstances', [id])
    await settled()
    expect(await call('StopInstances', [id])).toEqual([change(id, [80, 'stopped'], [80, 'stopped'])])
    await call('TerminateInstances', [id])
    await settled()
    expect(await call('TerminateInstances', [id])).toEqual([change(id, [48, 'terminated'], [48, 'terminated'])])
  })

  test('in a state that does not allow it is refused with that state', async () => {
    const wrong = (id: string, state: string) => ({
      code: 'IncorrectInstanceState',
      status: 400,
      message: `The instance '${id}' is not in a state from which it can be changed. Its current state is '${state}'.`,
    })
    const [stopped, ended] = (await runningHosts(plane, 2)) as [string, string]
    await call('StopInstances', [stopped])
    await call('TerminateInstances', [ended])
    await settled()
    expect(await refusal(call('RebootInstances', [stopped]))).toEqual(wrong(stopped, 'stopped'))
    for (const verb of ['StartInstances', 'StopInstances', 'RebootInstances'] as const) {
      expect(await refusal(call(verb, [ended]))).toEqual(wrong(ended, 'terminated'))
    }
  })

  test('reboots into what was changed meanwhile', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    const before = metadataOf(id)
    await call('RebootInstances', [id])
    await settled()
    expect(await stateOf(plane.admin, id)).toBe('running')
    expect(metadataOf(id)).not.toBe(before)
  })

  test('whose machine does not start again is stopped, and says why', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    const failed = {
      State: { Name: 'stopped' },
      StateReason: { Code: 'Server.InternalError', Message: 'Server.InternalError: disk full' },
    }
    plane.fleet.failNextStart('disk full')
    await call('RebootInstances', [id])
    await settled()
    expect(await findInstance(plane.admin, id)).toMatchObject(failed)
    plane.fleet.failNextStart('disk full')
    await call('StartInstances', [id])
    await settled()
    expect(await findInstance(plane.admin, id)).toMatchObject(failed)
    await call('StartInstances', [id])
    await settled()
    const running = await findInstance(plane.admin, id)
    expect([running.State!.Name, running.StateReason]).toEqual(['running', undefined])
  })
})

describe('calls at the same time', () => {
  test('leave an instance as the one says that counts most, whatever the order', async () => {
    const orders: Verb[][] = [
      ['StopInstances', 'TerminateInstances'],
      ['TerminateInstances', 'StopInstances'],
      ['RebootInstances', 'StopInstances', 'TerminateInstances'],
    ]
    for (const order of orders) {
      const [id] = (await launch(plane.admin, { ImageId: imageId })).Instances!.map(({ InstanceId }) => InstanceId!)
      await Promise.allSettled(order.map(verb => call(verb, [id!])))
      await settled()
      expect(await stateOf(plane.admin, id!)).toBe('terminated')
      expect(metadataOf(id!)).toBeUndefined()
    }
  })

  test('a stop right after the launch stops it', async () => {
    const { Instances } = await launch(plane.admin, { ImageId: imageId })
    const id = Instances![0]!.InstanceId!
    await call('StopInstances', [id])
    await settled()
    expect([await stateOf(plane.admin, id), metadataOf(id)]).toEqual(['stopped', undefined])
  })
})

test('a stop that would keep what is in memory is refused', async () => {
  const [id] = (await runningHosts(plane)) as [string]
  expect(await refusal(call('StopInstances', [id], plane.admin, { Hibernate: true }))).toEqual({
    code: 'UnsupportedOperation',
    status: 400,
    message: 'Hostler does not implement the parameter Hibernate.',
  })
  expect(await stateOf(plane.admin, id)).toBe('running')
  await call('StopInstances', [id], plane.admin, { Hibernate: false, Force: true })
})

describe('several instances', () => {
  test('change together, or none does', async () => {
    const [first, second] = (await runningHosts(plane, 2)) as [string, string]
    const both = [change(first, [16, 'running'], [64, 'stopping']), change(second, [16, 'running'], [64, 'stopping'])]
    expect(await refusal(call('StopInstances', [first, unknownInstanceId, second]))).toMatchObject({
      code: 'InvalidInstanceID.NotFound',
      message: `The instance ID '${unknownInstanceId}' does not exist`,
    })
    expect(await stateOf(plane.admin, first)).toBe('running')
    expect(await call('StopInstances', [first, second, first])).toEqual(both)
    await settled()
    await call('TerminateInstances', [second])
    await settled()
    expect((await refusal(call('StartInstances', [first, second]))).code).toBe('IncorrectInstanceState')
    expect(await stateOf(plane.admin, first)).toBe('stopped')
  })
})

describe('termination protection', () => {
  test('refuses the whole call and ends nothing', async () => {
    const [kept] = (await runningHosts(plane, 1, { DisableApiTermination: true })) as [string]
    const [other] = (await runningHosts(plane)) as [string]
    expect(await refusal(call('TerminateInstances', [other, kept]))).toEqual({
      code: 'OperationNotPermitted',
      status: 400,
      message: `The instance '${kept}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    })
    await settled()
    expect([await stateOf(plane.admin, kept), await stateOf(plane.admin, other)]).toEqual(['running', 'running'])
    await call('StopInstances', [kept])
    await settled()
    expect(await stateOf(plane.admin, kept)).toBe('stopped')
  })
})

describe('a terminated instance', () => {
  test('takes its node, its registration and its channel with it', async () => {
    await makeHostManagementRole(plane.admin)
    await enableHostManagement(plane.admin)
    const agent = await plane.host()
    const { ssm } = plane.admin
    const token = await agent.join()
    await agent.ping(token)
    const { closed } = await openControlChannel(agent, token)
    const { nodes } = plane.running.app.storage.read
    const scope = { accountId: plane.accountId, region: testRegion }
    expect(await nodes.findRegistration(scope, agent.instanceId)).toBeDefined()
    await call('TerminateInstances', [agent.instanceId])
    await settled()
    await closed
    expect(await nodes.findRegistration(scope, agent.instanceId)).toBeUndefined()
    expect((await ssm.send(new DescribeInstanceInformationCommand({}))).InstanceInformationList).toEqual([])
    const { Status } = await ssm.send(new GetConnectionStatusCommand({ Target: agent.instanceId }))
    expect(Status).toBe('notconnected')
  })

  test('is listed for an hour with its tags, and then forgotten with them', async () => {
    const Tags = [{ Key: 'short', Value: 'lived' }]
    const [id] = await runningHosts(plane, 1, { TagSpecifications: [{ ResourceType: 'instance', Tags }] })
    await call('TerminateInstances', [id!])
    await settled()
    const named = { Filters: [{ Name: 'instance-id', Values: [id!] }] }
    await plane.clock.advance({ minutes: 59 })
    await plane.running.app.instances.purge()
    expect((await listInstances(plane.admin, named)).map(({ Tags: found }) => found)).toEqual([Tags])
    await plane.clock.advance({ minutes: 2 })
    await expect.poll(async () => (await listInstances(plane.admin, named)).length).toBe(0)
    expect((await refusal(findInstance(plane.admin, id!))).code).toBe('InvalidInstanceID.NotFound')
    const tagged = { Filters: [{ Name: 'resource-id', Values: [id!] }] }
    expect((await plane.admin.ec2.send(new DescribeTagsCommand(tagged))).Tags).toEqual([])
  })
})

describe.each(verbs)('%s', verb => {
  const anInstance = (id: string) => `arn:aws:ec2:${testRegion}:${plane.accountId}:instance/${id}`

  test('refuses ids that are missing, malformed, or none at all', async () => {
    expect((await refusal(call(verb, [unknownInstanceId]))).code).toBe('InvalidInstanceID.NotFound')
    expect((await refusal(call(verb, ['i-xyz']))).code).toBe('InvalidInstanceID.Malformed')
    expect((await refusal(call(verb, []))).code).toBe('MissingParameter')
  })

  test('reaches no instance of another account or region', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    const other = await plane.account(`other-${verb}`)
    for (const clients of [other, plane.admin.inRegion('eu-west-1')]) {
      expect((await refusal(call(verb, [id], clients))).code).toBe('InvalidInstanceID.NotFound')
    }
    expect(await stateOf(plane.admin, id)).toBe('running')
  })

  test('is refused to a user whom nothing allows it, the same whether the instance exists or not', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    const user = await plane.user(`nobody-${verb}`, allowing('ec2:Describe*'))
    for (const target of [id, unknownInstanceId]) {
      const denied = ec2Denial(plane, `nobody-${verb}`, `ec2:${verb}`, anInstance(target))
      expect(await refusal(call(verb, [target], user))).toEqual(denied)
    }
    expect(await stateOf(plane.admin, id)).toBe('running')
  })

  test('goes by the tags of the instance where a policy does', async () => {
    const blue = { TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'team', Value: 'blue' }] }] }
    const [ours] = (await runningHosts(plane, 1, blue)) as [string]
    const [theirs] = (await runningHosts(plane)) as [string]
    const user = await plane.user(`blue-${verb}`, {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: `ec2:${verb}`,
          Resource: anInstance('*'),
          Condition: { StringEquals: { 'aws:ResourceTag/team': 'blue' } },
        },
      ],
    })
    expect((await refusal(call(verb, [theirs], user))).code).toBe('UnauthorizedOperation')
    expect((await refusal(call(verb, [ours, theirs], user))).code).toBe('UnauthorizedOperation')
    expect(await refusal(call(verb, [ours], user, { DryRun: true }))).toEqual(dryRunSucceeded)
    await call(verb, [ours], user)
  })

  test('goes by what the instance is where a policy does', async () => {
    const { IamInstanceProfile } = await makeInstanceProfile(plane.admin, `Kept-${verb}`)
    const kinds = [{ InstanceType: 'm5.large' as const }, { IamInstanceProfile }, { MetadataOptions: optional }]
    const [large, profiled, tokenless] = (await Promise.all(kinds.map(kind => runningHosts(plane, 1, kind)))).flat()
    const [plain] = (await runningHosts(plane)) as [string]
    const user = await plane.user(`careful-${verb}`, {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: `ec2:${verb}`, Resource: '*' },
        ...[
          { StringLike: { 'ec2:InstanceType': 'm5.*' } },
          { ArnLike: { 'ec2:InstanceProfile': 'arn:aws:iam::*:instance-profile/Kept-*' } },
          { StringEquals: { 'ec2:MetadataHttpTokens': 'optional' } },
        ].map(Condition => ({ Effect: 'Deny', Action: `ec2:${verb}`, Resource: '*', Condition })),
      ],
    })
    for (const id of [large!, profiled!, tokenless!]) {
      expect((await refusal(call(verb, [id], user))).code).toBe('UnauthorizedOperation')
    }
    await call(verb, [plain], user)
  })

  test('changes nothing in a dry run', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    expect(await refusal(call(verb, [id], plane.admin, { DryRun: true }))).toEqual(dryRunSucceeded)
    await settled()
    expect(await stateOf(plane.admin, id)).toBe('running')
  })
})
