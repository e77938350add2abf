// Managed nodes for tests of the listings: real instances whose agents have reported, without a key pair each.
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2'
import type { ScriptedAgent } from '@hostler/testkit/scripted-agent'
import type { TestClients } from '@hostler/testkit/test-clients'
import type { TestPlane } from '@hostler/testkit/test-plane'

/** The whole heartbeat of a stock agent, but for what a test changes. */
export const fullReport = {
  AgentStatus: 'Active',
  AvailabilityZone: 'ap-northeast-1a',
  AvailabilityZoneId: 'apne1-az1',
  ComputerName: 'lab-host',
  IPAddress: '10.77.0.1',
  PlatformName: 'Debian GNU/Linux',
  PlatformVersion: '12',
  SSMConnectionChannel: '',
}

/** Sends a heartbeat signed by an administrator; throws when it is refused. */
export async function report(
  agent: ScriptedAgent,
  facts: Record<string, unknown> = {},
  { credentials }: TestClients = agent.plane.admin,
): Promise<void> {
  const reply = await agent.ping(credentials, facts)
  if (reply.status !== 200) throw new Error(`report refused: ${reply.text}`)
}

/** Instances that have reported once, sorted by id. */
export async function managedNodes(
  plane: TestPlane,
  count: number,
  facts: Record<string, unknown> = {},
  { input = {}, owner = plane.admin }: { input?: Partial<RunInstancesCommandInput>; owner?: TestClients } = {},
): Promise<ScriptedAgent[]> {
  const agents = await plane.hosts(count, input, owner)
  await Promise.all(agents.map(agent => report(agent, facts, owner)))
  return agents
}
