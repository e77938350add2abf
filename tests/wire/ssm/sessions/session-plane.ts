// A plane with one host that is ready for sessions.
import { StartSessionCommand, type StartSessionCommandInput, type StartSessionCommandOutput } from '@aws-sdk/client-ssm'
import { DescribeSessionsCommand, type Session } from '@aws-sdk/client-ssm'
import type { PlaneConfig } from '@hostler/plane/config/config'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import { openClient, type SessionEnd, SessionHost } from '@hostler/testkit/session-ends'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'

export interface OpenSession {
  readonly sessionId: string
  readonly host: SessionEnd
  readonly client: SessionEnd
}

export class SessionPlane {
  readonly plane: TestPlane
  readonly host: SessionHost

  private constructor(plane: TestPlane, host: SessionHost) {
    this.plane = plane
    this.host = host
  }

  static async start(config: Partial<PlaneConfig> = {}): Promise<SessionPlane> {
    const plane = await startTestPlane(config)
    await makeHostManagementRole(plane.admin)
    await enableHostManagement(plane.admin)
    const agent = await plane.host({
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web-1' }] }],
    })
    return new SessionPlane(plane, await SessionHost.open(agent, await agent.join()))
  }

  get target(): string {
    return this.host.agent.instanceId
  }

  begin(clients: TestClients = this.plane.admin, input: Partial<StartSessionCommandInput> = {}) {
    return clients.ssm.send(new StartSessionCommand({ Target: this.target, ...input }))
  }

  /** A session with both ends there. */
  async open(clients?: TestClients, input?: Partial<StartSessionCommandInput>): Promise<OpenSession> {
    const begun: StartSessionCommandOutput = await this.begin(clients, input)
    await this.host.toldToStart()
    const sessionId = begun.SessionId!
    return { sessionId, host: await this.host.join(sessionId), client: await openClient(begun) }
  }

  /** The host's agent is back, with another control channel. */
  reopen(): Promise<SessionHost> {
    return SessionHost.open(this.host.agent, this.host.credentials)
  }

  async find(sessionId: string, State: 'Active' | 'History'): Promise<Session | undefined> {
    const Filters = [{ key: 'SessionId' as const, value: sessionId }]
    const { Sessions } = await this.plane.admin.ssm.send(new DescribeSessionsCommand({ State, Filters }))
    return Sessions![0]
  }

  close(): Promise<void> {
    return this.plane.close()
  }
}
