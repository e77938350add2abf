// A plane with real machines on the machine's own time: what end-to-end tests start. Hosts run the bundled agent, with
// timing for the impatient.
import { existsSync, globSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DescribeInstancesCommand, RunInstancesCommand, type RunInstancesCommandInput } from '@aws-sdk/client-ec2'
import {
  DescribeInstanceInformationCommand,
  GetConnectionStatusCommand,
  GetParameterCommand,
  type InstanceInformation,
} from '@aws-sdk/client-ssm'
import { removeMachineState } from '@hostler/machines/index'
import { createConfig, type PlaneConfig } from '@hostler/plane/config/config'
import { systemClock } from '@hostler/plane/domain/basics/clock'
import { type RunningPlane, startPlane } from '@hostler/plane/start-plane'
import { createTestClients, type TestClients, type TestCredentials } from '@hostler/testkit/test-clients'

/** The stock agent's waits, shortened where a test would sit through them. */
const impatience = {
  registerRetry: 1,
  refreshFailure: 1,
  deniedSleep: 1,
  deniedJitter: 0,
  healthPeriod: 2,
  reconnectPause: 0.1,
  reconnectBackoff: 0.2,
  reconnectLongest: 1,
  pollingDrain: 1,
  pollingPause: 0.2,
  hibernationFirst: 1,
  hibernationInterval: 1,
}

const dist = fileURLToPath(new URL('../../dist', import.meta.url))
const agentBundle = join(dist, 'agent.mjs')
const region = 'ap-northeast-1'

/** How long a test waits for a host to do something by itself. */
export const patience = { timeout: 30_000, interval: 100 }

export class RealPlane {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'hostler-e2e-'))
  readonly #config: Partial<PlaneConfig>
  #running: RunningPlane | undefined
  #administrator: TestCredentials | undefined
  #admin: TestClients | undefined

  constructor(config: Partial<PlaneConfig>) {
    this.#config = config
  }

  get running(): RunningPlane {
    if (!this.#running) throw new Error('the plane does not run')
    return this.#running
  }

  /** Clients of the administrator. */
  get admin(): TestClients {
    return this.#admin!
  }

  /** Starts the plane; started again, it has the ports that it had. */
  async start(): Promise<void> {
    if (!existsSync(agentBundle)) throw new Error(`${agentBundle} is missing: npm test and npm run build make it`)
    const ports = this.#lastPorts()
    this.#running = await startPlane(
      createConfig({ dataDir: this.dataDir, region, logLevel: 'silent', ...ports, ...this.#config }),
      {
        agent: {
          command: [process.execPath, agentBundle],
          readOnlyPaths: [
            process.execPath,
            agentBundle,
            ...globSync('pty-*.node', { cwd: dist }).map(file => join(dist, file)),
          ],
        },
        agentConfig: { Hostler: { Timing: impatience } },
      },
    )
    this.#administrator ??= this.running.app.home.newAdministrator!
    const clock = {
      ...systemClock,
      offsetMs: 0,
      advance: () => Promise.reject(new Error('time is real here')),
      onMove() {},
    }
    this.#admin = createTestClients(this.running.file.url, region, this.#administrator, clock)
  }

  #lastPorts() {
    if (!this.#running) return { port: 0, tlsPort: 0 }
    const { url, tlsUrl } = this.#running.file
    return { port: Number(new URL(url).port), tlsPort: Number(new URL(tlsUrl).port) }
  }

  /** Ends the plane; its hosts too, unless it is to be started again. */
  async stop(options = { stopMachines: true }): Promise<void> {
    this.#admin?.destroy()
    await this.#running?.close(options)
  }

  async close(): Promise<void> {
    await this.stop()
    await removeMachineState(this.dataDir)
  }

  /** RunInstances with the newest Amazon Linux; answers the instance's id. */
  async launch(input: Partial<RunInstancesCommandInput> = {}): Promise<string> {
    const Name = '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2'
    const { Parameter } = await this.admin.ssm.send(new GetParameterCommand({ Name }))
    const MetadataOptions = { HttpTokens: 'required' as const }
    const { Instances } = await this.admin.ec2.send(
      new RunInstancesCommand({ ImageId: Parameter!.Value, MinCount: 1, MaxCount: 1, MetadataOptions, ...input }),
    )
    return Instances![0]!.InstanceId!
  }

  async stateOf(instanceId: string): Promise<string | undefined> {
    const answer = await this.admin.ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }))
    return answer.Reservations![0]!.Instances![0]!.State!.Name
  }

  async nodes(): Promise<InstanceInformation[]> {
    return (await this.admin.ssm.send(new DescribeInstanceInformationCommand({}))).InstanceInformationList!
  }

  async node(instanceId: string): Promise<InstanceInformation | undefined> {
    return (await this.nodes()).find(({ InstanceId }) => InstanceId === instanceId)
  }

  async connection(Target: string): Promise<string | undefined> {
    return (await this.admin.ssm.send(new GetConnectionStatusCommand({ Target }))).Status
  }

  /** Folder that the plane keeps for a host. */
  stateDir(instanceId: string): string {
    return join(this.dataDir, 'hosts', instanceId)
  }

  /** All that the host's agent has said. */
  agentLog(instanceId: string): string {
    const file = join(this.stateDir(instanceId), 'console.log')
    return existsSync(file) ? readFileSync(file, 'utf8') : ''
  }
}
