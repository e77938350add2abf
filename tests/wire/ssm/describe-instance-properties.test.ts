import {
  AssociateIamInstanceProfileCommand,
  CreateTagsCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { AddRoleToInstanceProfileCommand, CreateInstanceProfileCommand, CreateRoleCommand } from '@aws-sdk/client-iam'
import {
  DescribeInstancePropertiesCommand,
  type DescribeInstancePropertiesCommandInput,
  paginateDescribeInstanceProperties,
} from '@aws-sdk/client-ssm'
import { trustPolicyFor } from '@hostler/testkit/default-host-management'
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
  agents = await managedNodes(plane, 8, fullReport)
  ids = agents.map(({ instanceId }) => instanceId)
})
afterAll(() => plane.close())

type Input = DescribeInstancePropertiesCommandInput

const describeNodes = (input: Input = {}, { ssm }: TestClients = plane.admin) =>
  ssm.send(new DescribeInstancePropertiesCommand(input))

async function list(input: Input = {}, { ssm: client }: TestClients = plane.admin): Promise<string[]> {
  const found: string[] = []
  for await (const page of paginateDescribeInstanceProperties({ client }, { MaxResults: 1000, ...input })) {
    found.push(...page.InstanceProperties!.map(({ InstanceId }) => InstanceId!))
  }
  return found
}

const where = (Key: string, Operator: string | undefined, ...Values: string[]) =>
  ({ FiltersWithOperator: [{ Key, Values, Operator }] }) as Input
const whereOld = (key: string, ...valueSet: string[]) => ({ InstancePropertyFilterList: [{ key, valueSet }] }) as Input

describe('the list', () => {
  test('tells of a host what the agent says and what EC2 knows', async () => {
    const [agent] = await managedNodes(plane, 1, fullReport, { input: { InstanceType: 't3.micro' } })
    const { instanceId } = agent!
    await plane.admin.iam.send(
      new CreateRoleCommand({ RoleName: 'Web', AssumeRolePolicyDocument: trustPolicyFor('ec2.amazonaws.com') }),
    )
    const { InstanceProfile } = await plane.admin.iam.send(
      new CreateInstanceProfileCommand({ InstanceProfileName: 'Web' }),
    )
    await plane.admin.iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'Web', RoleName: 'Web' }))
    await plane.admin.ec2.send(
      new AssociateIamInstanceProfileCommand({ InstanceId: instanceId, IamInstanceProfile: { Name: 'Web' } }),
    )
    await plane.admin.ec2.send(
      new CreateTagsCommand({ Resources: [instanceId], Tags: [{ Key: 'Name', Value: 'web-1' }] }),
    )
    const { InstanceProperties } = await describeNodes(whereOld('InstanceIds', instanceId))
    expect(InstanceProperties).toEqual([
      {
        Name: 'web-1',
        InstanceId: instanceId,
        InstanceType: 't3.micro',
        InstanceRole: InstanceProfile!.Arn,
        InstanceState: 'running',
        Architecture: 'x86_64',
        LaunchTime: expect.any(Date),
        PingStatus: 'Online',
        LastPingDateTime: expect.any(Date),
        AgentVersion: '3.3.0.0',
        PlatformType: 'Linux',
        PlatformName: 'Debian GNU/Linux',
        PlatformVersion: '12',
        ResourceType: 'EC2Instance',
        IPAddress: '10.77.0.1',
        ComputerName: 'lab-host',
        SourceId: instanceId,
        SourceType: 'AWS::EC2::Instance',
      },
    ])
  })

  test('has stopped hosts, with their state, and no terminated ones', async () => {
    const [stopped, terminated] = await managedNodes(plane, 2)
    await plane.admin.ec2.send(new StopInstancesCommand({ InstanceIds: [stopped!.instanceId] }))
    await plane.admin.ec2.send(new TerminateInstancesCommand({ InstanceIds: [terminated!.instanceId] }))
    await plane.running.app.instances.idle()
    const { InstanceProperties } = await describeNodes({ MaxResults: 1000 })
    const states = new Map(InstanceProperties!.map(node => [node.InstanceId, node.InstanceState]))
    expect(states.get(stopped!.instanceId)).toBe('stopped')
    expect(states.has(terminated!.instanceId)).toBe(false)
  })

  test('is empty for another account and in another region', async () => {
    expect(await list({}, await plane.account('other'))).toEqual([])
    expect(await list({}, plane.admin.inRegion('eu-west-1'))).toEqual([])
  })
})

describe('filters with operators', () => {
  test('compare versions by number', async () => {
    await report(agents[0]!, { AgentVersion: '3.2.582.0' })
    await report(agents[1]!, { AgentVersion: '3.10.0.0' })
    expect(await list(where('AgentVersion', 'LessThan', '3.3.0.0'))).toEqual([ids[0]])
    expect(await list(where('AgentVersion', 'GreaterThan', '3.3.0.0'))).toEqual([ids[1]])
    expect(await list(where('AgentVersion', 'BeginWith', '3.2.', '3.10.'))).toEqual([ids[0], ids[1]])
    expect(await list(where('AgentVersion', 'Equal', '3.10.0.0'))).toEqual([ids[1]])
    expect(await list(where('AgentVersion', undefined, '3.10.0.0'))).toEqual([ids[1]])
    const others = await list(where('AgentVersion', 'NotEqual', '3.3.0.0'))
    expect(others).toEqual([ids[0], ids[1]])
    await Promise.all(agents.slice(0, 2).map(agent => report(agent, { AgentVersion: '3.3.0.0' })))
  })

  test('exclude ids, and begin with them', async () => {
    expect(await list(where('InstanceIds', 'NotEqual', ...ids))).not.toEqual(expect.arrayContaining([ids[0]]))
    expect(await list(where('InstanceIds', 'BeginWith', ids[2]!))).toEqual([ids[2]])
  })

  test('find nodes by tags', async () => {
    await plane.admin.ec2.send(
      new CreateTagsCommand({ Resources: [ids[3]!], Tags: [{ Key: 'Environment', Value: 'Production' }] }),
    )
    expect(await list(where('tag:Environment', 'BeginWith', 'Prod'))).toEqual([ids[3]])
    expect(await list(where('tag-key', 'Equal', 'Environment'))).toEqual([ids[3]])
  })

  test('refuse keys and values that do not exist', async () => {
    expect((await refusal(describeNodes(where('Colour', 'Equal', 'x')))).code).toBe('InvalidFilterKey')
    expect((await refusal(describeNodes(where('PingStatus', 'Equal', 'x')))).code).toBe(
      'InvalidInstancePropertyFilterValue',
    )
    expect((await refusal(describeNodes(where('AgentVersion', 'Like', 'x')))).code).toBe('ValidationException')
  })

  test('do not go with the older family', async () => {
    const outcome = await refusal(describeNodes({ ...where('IamRole', 'Equal', 'x'), ...whereOld('IamRole', 'x') }))
    expect(outcome.code).toBe('ValidationException')
  })
})

describe('the older filters', () => {
  test('find nodes by ids and platform', async () => {
    expect(await list(whereOld('InstanceIds', ids[5]!, ids[4]!))).toEqual([ids[4], ids[5]])
    expect(await list(whereOld('PlatformTypes', 'MacOS'))).toEqual([])
  })

  test('refuse values that no node can have', async () => {
    expect((await refusal(describeNodes(whereOld('ResourceType', 'Toaster')))).code).toBe(
      'InvalidInstancePropertyFilterValue',
    )
  })
})

test('nodes of a document that does not exist cannot be asked for', async () => {
  for (const input of [whereOld('DocumentName', 'No-Such'), where('DocumentName', 'Equal', 'No-Such')]) {
    expect(await refusal(describeNodes(input))).toEqual({
      code: 'InvalidDocument',
      status: 400,
      message: 'Document with name No-Such does not exist.',
    })
  }
})

test('ids of hosts that do not exist are refused', async () => {
  for (const input of [
    whereOld('InstanceIds', 'i-0000000000000000f'),
    where('InstanceIds', 'Equal', 'mi-0123456789abcdef0'),
  ]) {
    expect(await refusal(describeNodes(input))).toMatchObject({ code: 'InvalidInstanceId', status: 400 })
  }
})

test('sizes outside their range, over-long lists and foreign tokens are refused', async () => {
  for (const MaxResults of [4, 1001]) {
    expect((await refusal(describeNodes({ MaxResults }))).code).toBe('ValidationException')
  }
  const thousand = Array.from({ length: 1000 }, () => ({ key: 'IamRole' as const, valueSet: ['x'] }))
  expect((await refusal(describeNodes({ InstancePropertyFilterList: thousand }))).code).toBe('ValidationException')
  expect((await refusal(describeNodes({ NextToken: 'made up' }))).code).toBe('InvalidNextToken')
})

test('a user whom no policy allows it is refused', async () => {
  const nobody = await plane.user('nobody')
  const resource = `arn:aws:ssm:${testRegion}:${plane.accountId}:*`
  expect(await refusal(describeNodes({}, nobody))).toEqual(
    denial(plane, 'nobody', 'ssm:DescribeInstanceProperties', resource),
  )
})
