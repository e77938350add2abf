import { GetConnectionStatusCommand } from '@aws-sdk/client-ssm'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import type { ScriptedAgent } from '@hostler/testkit/scripted-agent'
import type { TestCredentials } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'

/** A host under Default Host Management, and the credentials it got. */
export interface ManagedHost {
  readonly agent: ScriptedAgent
  readonly token: TestCredentials
}

/** A plane with Default Host Management on. */
export async function startManagingPlane(): Promise<TestPlane> {
  const plane = await startTestPlane()
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  return plane
}

export async function managedHost(plane: TestPlane): Promise<ManagedHost> {
  const agent = await plane.host()
  return { agent, token: await agent.join() }
}

/** `connected` or `notconnected`, as an administrator sees it. */
export async function connectionOf({ plane, instanceId }: ScriptedAgent): Promise<string | undefined> {
  return (await plane.admin.ssm.send(new GetConnectionStatusCommand({ Target: instanceId }))).Status
}
