// What is asked of the plane: one entry per row of the table.
import type { RequestSource } from './load.ts'
import { factsOf, type Seeded, type SeededNode } from './seed.ts'
import { fromCommandLine, fromHost, type SsmCall, toSignedBytes } from './signed-requests.ts'

export interface Workload {
  readonly name: string
  /** The calls, sent in this order and then from the start again. */
  readonly calls: readonly SsmCall[]
}

const settingId = '/ssm/managed-instance/default-ec2-instance-management-role'
const changingNodes = 1_000

export function workloadsOf({ administrator, nodes }: Seeded): readonly Workload[] {
  return [
    {
      name: 'GetServiceSetting',
      calls: [fromCommandLine('GetServiceSetting', { SettingId: settingId }, administrator)],
    },
    {
      name: `DescribeInstanceInformation (50 of ${nodes.length})`,
      calls: [fromCommandLine('DescribeInstanceInformation', { MaxResults: 50 }, administrator)],
    },
    { name: 'UpdateInstanceInformation, nothing new', calls: nodes.map((node, index) => heartbeat(node, index, 0)) },
    {
      name: 'UpdateInstanceInformation, changed facts',
      // Every node reports another address each time round, so every call is a write.
      calls: [1, 2].flatMap(variant =>
        nodes.slice(0, changingNodes).map((node, index) => heartbeat(node, index, variant)),
      ),
    },
  ]
}

/** Signs the calls of a workload for the plane at `port`. */
export function prepare({ calls }: Workload, port: number): RequestSource {
  const requests = calls.map(call => toSignedBytes(call, port))
  let sent = 0
  return () => requests[sent++ % requests.length]!
}

function heartbeat({ id, credentials }: SeededNode, index: number, variant: number): SsmCall {
  const facts = factsOf(index, variant)
  return fromHost(
    'UpdateInstanceInformation',
    {
      InstanceId: id,
      AgentName: facts.agentName,
      AgentVersion: facts.agentVersion,
      AgentStatus: facts.agentStatus,
      PlatformType: facts.platformType,
      PlatformName: facts.platformName,
      PlatformVersion: facts.platformVersion,
      IPAddress: facts.ipAddress,
      ComputerName: facts.computerName,
      AvailabilityZone: facts.availabilityZone,
      AvailabilityZoneId: facts.availabilityZoneId,
      SSMConnectionChannel: facts.connectionChannel,
    },
    credentials,
  )
}
