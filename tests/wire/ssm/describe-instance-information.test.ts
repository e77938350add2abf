import { CreateTagsCommand, StopInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2'
import {
  DescribeInstanceInformationCommand,
  type DescribeInstanceInformationCommandInput,
  paginateDescribeInstanceInformation,
} from '@aws-sdk/client-ssm'
import { refusal } from '@hostler/testkit/refusal'
import type { ScriptedAgent } from '@hostler/testkit/scripted-agent'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { denial } from './denial.ts'
import { fullReport, managedNodes, report } from './managed-nodes.ts'

let plane: TestPlane
let agents: ScriptedAgent[]
let ids: string[]
beforeAll(async () => {
  plane = await startTestPlane()
  agents = await managedNodes(plane, 12, fullReport)
  ids = agents.map(({ instanceId }) => instanceId)
})
afterAll(() => plane.close())

type Input = DescribeInstanceInformationCommandInput

const describeNodes = (input: Input = {}, { ssm }: TestClients = plane.admin) =>
  ssm.send(new DescribeInstanceInformationCommand(input))

async function list(input: Input = {}, clients: TestClients = plane.admin): Promise<string[]> {
  const found: string[] = []
  for await (const page of paginateDescribeInstanceInformation({ client: clients.ssm }, { MaxResults: 50, ...input })) {
    found.push(...page.InstanceInformationList!.map(({ InstanceId }) => InstanceId!))
  }
  return found
}

const where = (Key: string, ...Values: string[]) => ({ Filters: [{ Key, Values }] })
/** The older family of filters. */
const whereOld = (key: string, ...valueSet: string[]) =>
  ({ InstanceInformationFilterList: [{ key, valueSet }] }) as unknown as Input

describe('the list', () => {
  test('has ten nodes to a page unless more are asked for, sorted by id', async () => {
    const { InstanceInformationList, NextToken } = await describeNodes()
    expect(InstanceInformationList!.map(node => node.InstanceId)).toEqual(ids.slice(0, 10))
    expect(NextToken).toEqual(expect.any(String))
    const last = await describeNodes({ NextToken })
    expect(last.InstanceInformationList!.map(node => node.InstanceId)).toEqual(ids.slice(10))
    expect(last.NextToken).toBeUndefined()
  })

  test('tells of an EC2 host what AWS tells', async () => {
    const { InstanceInformationList } = await describeNodes(where('InstanceIds', ids[0]!))
    expect(InstanceInformationList).toEqual([
      {
        InstanceId: ids[0],
        PingStatus: 'Online',
        LastPingDateTime: expect.any(Date),
        AgentVersion: '3.3.0.0',
        IsLatestVersion: true,
        PlatformType: 'Linux',
        PlatformName: 'Debian GNU/Linux',
        PlatformVersion: '12',
        ResourceType: 'EC2Instance',
        IPAddress: '10.77.0.1',
        ComputerName: 'lab-host',
        SourceId: ids[0],
        SourceType: 'AWS::EC2::Instance',
      },
    ])
  })

  test('is empty for another account and in another region', async () => {
    const other = await plane.account('other')
    expect(await list({}, other)).toEqual([])
    expect(await list({}, plane.admin.inRegion('eu-west-1'))).toEqual([])
    const [foreign] = await managedNodes(plane, 1, {}, { owner: other })
    expect(await list({}, other)).toEqual([foreign!.instanceId])
    expect(await list()).not.toContain(foreign!.instanceId)
  })

  test('leaves out hosts that never reported, are stopped, or are gone', async () => {
    const [stopped, terminated, silent] = await plane.hosts(3)
    await report(stopped!)
    await report(terminated!)
    await plane.admin.ec2.send(new StopInstancesCommand({ InstanceIds: [stopped!.instanceId] }))
    await plane.admin.ec2.send(new TerminateInstancesCommand({ InstanceIds: [terminated!.instanceId] }))
    await plane.running.app.instances.idle()
    const listed = await list()
    for (const { instanceId } of [stopped!, terminated!, silent!]) expect(listed).not.toContain(instanceId)
  })
})

describe.each([
  ['Filters', where],
  ['InstanceInformationFilterList', whereOld],
])('%s', (_, filter) => {
  test('by ids: those nodes, each once, in order', async () => {
    expect(await list(filter('InstanceIds', ids[3]!, ids[1]!, ids[3]!))).toEqual([ids[1], ids[3]])
  })

  test('by ids of hosts that do not exist, or are another account’s, is refused', async () => {
    const other = await plane.account(`owner-${filter.name}`)
    const [foreign] = await managedNodes(plane, 1, {}, { owner: other })
    for (const id of ['i-0000000000000000f', 'mi-0123456789abcdef0', 'nonsense', foreign!.instanceId]) {
      expect(await refusal(describeNodes(filter('InstanceIds', ids[0]!, id)))).toMatchObject({
        code: 'InvalidInstanceId',
        status: 400,
      })
    }
  })

  test('by an id of a host that exists and is not managed finds nothing', async () => {
    const silent = await plane.host()
    expect(await list(filter('InstanceIds', silent.instanceId))).toEqual([])
  })

  test('by what the agent says: values are alternatives', async () => {
    await report(agents[2]!, { AgentVersion: '3.2.582.0' })
    await report(agents[4]!, { PlatformType: 'Windows' })
    expect(await list(filter('AgentVersion', '3.2.582.0'))).toEqual([ids[2]])
    expect(await list(filter('AgentVersion', '3.2.582.0', '9.9.9.9'))).toEqual([ids[2]])
    expect(await list(filter('PlatformTypes', 'Windows'))).toEqual([ids[4]])
    expect(await list(filter('PlatformTypes', 'Windows', 'Linux'))).toEqual(ids)
    expect(await list(filter('IamRole', 'NoSuchRole'))).toEqual([])
    expect(await list(filter('ResourceType', 'EC2Instance'))).toEqual(ids)
    expect(await list(filter('ResourceType', 'ManagedInstance'))).toEqual([])
    expect(await list(filter('ActivationIds', '11111111-2222-3333-4444-555555555555'))).toEqual([])
    expect(await list(filter('AssociationStatus', 'Success'))).toEqual([])
    await report(agents[2]!, { AgentVersion: '3.3.0.0' })
    await report(agents[4]!, { PlatformType: 'Linux' })
  })

  test('values that no node can have are refused', async () => {
    for (const [key, value] of [
      ['PingStatus', 'online'],
      ['PlatformTypes', 'Plan9'],
      ['ResourceType', 'Toaster'],
      ['AssociationStatus', 'Perhaps'],
    ]) {
      expect(await refusal(describeNodes(filter(key!, value!)))).toMatchObject({
        code: 'InvalidInstanceInformationFilterValue',
        status: 400,
      })
    }
  })
})

describe('the newer filters', () => {
  test('know keys that the older do not', async () => {
    expect(await list(where('PlatformType', 'Linux'))).toEqual(ids)
    expect(await list(where('SourceIds', ids[5]!))).toEqual([ids[5]])
    expect(await list(where('SourceTypes', 'AWS::EC2::Instance'))).toEqual(ids)
    expect(await list(where('SourceTypes', 'AWS::IoT::Thing'))).toEqual([])
  })

  test('all have to hold', async () => {
    await report(agents[6]!, { PlatformType: 'MacOS', AgentVersion: '3.2.1000.0' })
    const both = (version: string) => ({
      Filters: [
        { Key: 'PlatformTypes', Values: ['MacOS'] },
        { Key: 'AgentVersion', Values: [version] },
      ],
    })
    expect(await list(both('3.2.1000.0'))).toEqual([ids[6]])
    expect(await list(both('3.3.0.0'))).toEqual([])
    await report(agents[6]!, { PlatformType: 'Linux', AgentVersion: '3.3.0.0' })
  })

  test('refuse keys that do not exist', async () => {
    for (const key of ['instanceids', 'Colour', 'tag', 'tags:x', '__proto__', 'constructor']) {
      expect(await refusal(describeNodes(where(key, 'x')))).toMatchObject({ code: 'InvalidFilterKey', status: 400 })
    }
  })

  test('do not go with the older ones', async () => {
    const input = { ...where('IamRole', 'x'), ...whereOld('IamRole', 'x') }
    expect((await refusal(describeNodes(input))).code).toBe('ValidationException')
  })
})

test('the older filters refuse keys that only the newer have', async () => {
  const outcome = await refusal(describeNodes(whereOld('SourceIds', ids[0]!)))
  expect(outcome.code).toBe('ValidationException')
  expect(outcome.message).toContain('Member must satisfy enum value set')
})

describe('tag filters', () => {
  const tag = (id: string, ...pairs: [string, string][]) =>
    plane.admin.ec2.send(
      new CreateTagsCommand({ Resources: [id], Tags: pairs.map(([Key, Value]) => ({ Key, Value })) }),
    )

  test('find nodes by tag key, by tag value, and by both at once', async () => {
    await tag(ids[7]!, ['Environment', 'Production'], ['Team', 'Blue:Sky'])
    await tag(ids[8]!, ['Environment', 'Test'])
    expect(await list(where('tag-key', 'Environment'))).toEqual([ids[7], ids[8]])
    expect(await list(where('tag:Environment', 'Production'))).toEqual([ids[7]])
    expect(await list(where('tag:Environment', 'Production', 'Test'))).toEqual([ids[7], ids[8]])
    expect(await list(where('tag:environment', 'Production'))).toEqual([])
    expect(await list(where('tag:Team', 'Blue:Sky'))).toEqual([ids[7]])
    const both = [
      { Key: 'tag:Environment', Values: ['Production', 'Test'] },
      { Key: 'tag-key', Values: ['Team'] },
    ]
    expect(await list({ Filters: both })).toEqual([ids[7]])
  })

  test('do not go with other filters', async () => {
    const Filters = [
      { Key: 'tag-key', Values: ['Environment'] },
      { Key: 'PingStatus', Values: ['Online'] },
    ]
    expect((await refusal(describeNodes({ Filters }))).code).toBe('InvalidFilterKey')
  })

  test('another account’s tag is not found', async () => {
    const other = await plane.account('tagger')
    const [foreign] = await managedNodes(plane, 1, {}, { owner: other })
    await other.ec2.send(
      new CreateTagsCommand({ Resources: [foreign!.instanceId], Tags: [{ Key: 'Theirs', Value: 'yes' }] }),
    )
    expect(await list(where('tag-key', 'Theirs'))).toEqual([])
    expect(await list(where('tag-key', 'Theirs'), other)).toEqual([foreign!.instanceId])
  })
})

describe('sizes', () => {
  test('a page has 5 to 50 nodes', async () => {
    for (const MaxResults of [4, 51, 0, -1]) {
      expect((await refusal(describeNodes({ MaxResults }))).code).toBe('ValidationException')
    }
    expect((await describeNodes({ MaxResults: 5 })).InstanceInformationList).toHaveLength(5)
  })

  test('100 values to a filter are looked up, and a list of 1,000 breaks its constraint', async () => {
    const hundred = Array.from({ length: 100 }, (_, number) => ids[number % ids.length]!)
    expect(await list(where('InstanceIds', ...hundred))).toEqual(ids)
    const thousand = Array.from({ length: 1000 }, (_, number) => ids[number % ids.length]!)
    expect((await refusal(describeNodes(where('InstanceIds', ...thousand)))).code).toBe('ValidationException')
    expect((await refusal(describeNodes(where('AgentVersion')))).code).toBe('ValidationException')
  })

  test('1,000 filters are no harm', async () => {
    const Filters = Array.from({ length: 1000 }, () => ({ Key: 'PingStatus', Values: ['Online'] }))
    expect(await list({ Filters })).toEqual(ids)
  })

  test('tokens that the plane did not make are refused', async () => {
    for (const NextToken of ['', 'x', 'aGVsbG8', '../../etc/passwd']) {
      expect(await refusal(describeNodes({ NextToken }))).toMatchObject({ code: 'InvalidNextToken', status: 400 })
    }
  })
})

test('a user whom no policy allows it is refused', async () => {
  const nobody = await plane.user('nobody')
  const resource = `arn:aws:ssm:${testRegion}:${plane.accountId}:*`
  expect(await refusal(describeNodes({}, nobody))).toEqual(
    denial(plane, 'nobody', 'ssm:DescribeInstanceInformation', resource),
  )
})

test('only the newest version that any node here runs is the latest', async () => {
  await report(agents[0]!, { AgentVersion: '3.3.10.0' })
  const { InstanceInformationList } = await describeNodes({ MaxResults: 50 })
  const latest = InstanceInformationList!.filter(node => node.IsLatestVersion)
  expect(latest.map(node => node.InstanceId)).toEqual([ids[0]])
})

test('a node is Online until its last ping is twelve minutes old, then ConnectionLost', async () => {
  await Promise.all(agents.map(agent => report(agent)))
  await plane.clock.advance({ minutes: 11, seconds: 50 })
  expect(await list(where('PingStatus', 'Online'))).toEqual(ids)
  await report(agents[1]!)
  await plane.clock.advance({ seconds: 30 })
  expect(await list(where('PingStatus', 'Online'))).toEqual([ids[1]])
  expect(await list(where('PingStatus', 'ConnectionLost'))).toEqual(ids.filter(id => id !== ids[1]))
  expect(await list(where('PingStatus', 'Inactive'))).toEqual([])
  await report(agents[0]!)
  expect(await list(where('PingStatus', 'Online'))).toEqual([ids[0], ids[1]])
})
