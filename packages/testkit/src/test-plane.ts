// A whole plane in this process, for tests: real HTTP, real signatures, real SQLite; free ports, a temporary folder,
// a clock that tests move. Disposed with `await using` or `close`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RunInstancesCommand, type RunInstancesCommandInput } from '@aws-sdk/client-ec2'
import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand, type Tag } from '@aws-sdk/client-iam'
import { GetParameterCommand } from '@aws-sdk/client-ssm'
import { newAccessKeyId, newSecretAccessKey } from '@hostler/plane/domain/basics/ids'
import { createConfig, type PlaneConfig } from '@hostler/plane/config/config'
import { createAdministrator, type NewAdministrator } from '@hostler/plane/first-start/administrator'
import { type RunningPlane, startPlane, type StartOverrides } from '@hostler/plane/start-plane'
import { ScriptedAgent } from './scripted-agent.ts'
import { createScriptedFleet, type ScriptedFleet } from './scripted-fleet.ts'
import { createTestClients, type TestClients, type TestCredentials } from './test-clients.ts'
import { createTestClock, type TestClock } from './test-clock.ts'

/** Region of every test plane unless a test says otherwise. */
export const testRegion = 'ap-northeast-1'

/** Starts the plane on its data folder; on the ports that it had, once it has had any. */
type Start = (ports: { port: number; tlsPort: number }) => Promise<RunningPlane>

export class TestPlane implements AsyncDisposable {
  readonly clock: TestClock
  readonly fleet: ScriptedFleet
  /** Clients of the home account's administrator. */
  readonly admin: TestClients
  readonly #dataDir: string
  readonly #start: Start
  #running: RunningPlane
  readonly #clients: TestClients[] = []

  constructor(running: RunningPlane, start: Start, clock: TestClock, fleet: ScriptedFleet, dataDir: string) {
    this.#running = running
    this.#start = start
    this.clock = clock
    this.fleet = fleet
    this.#dataDir = dataDir
    this.admin = this.clients(running.app.home.newAdministrator!)
  }

  get running(): RunningPlane {
    return this.#running
  }

  get url(): string {
    return this.running.file.url
  }

  get accountId(): string {
    return this.running.file.accountId
  }

  get dataDir(): string {
    return this.#dataDir
  }

  /** SDK clients for any credentials. */
  clients(credentials: TestCredentials, region = testRegion): TestClients {
    const made = createTestClients(this.url, region, credentials, this.clock)
    this.#clients.push(made)
    return made
  }

  /** A new account with its administrator. */
  async account(name: string): Promise<TestClients & Pick<NewAdministrator, 'accountId'>> {
    const { storage, identity } = this.running.app
    const administrator = await createAdministrator(storage, identity.keySealing, this.clock.now(), { name })
    return { ...this.clients(administrator), accountId: administrator.accountId }
  }

  /** A key of an account's root. Nobody is asked: on AWS it is made by signing in as root. */
  async rootKey(accountId = this.accountId): Promise<TestCredentials> {
    const { storage, identity } = this.running.app
    const id = newAccessKeyId('AKIA')
    const secretAccessKey = newSecretAccessKey()
    const sealedSecret = identity.keySealing.seal(secretAccessKey, id)
    const key = { id, accountId, userId: accountId, sealedSecret, createdAt: this.clock.now() }
    await storage.write(writer => writer.accessKeys.insert({ ...key, status: 'Active' }))
    return { accessKeyId: id, secretAccessKey }
  }

  /** A new user of the home account with one inline policy (none when absent). */
  async user(name: string, policy?: object, tags: Tag[] = []): Promise<TestClients> {
    await this.admin.iam.send(new CreateUserCommand({ UserName: name, Tags: tags }))
    if (policy) {
      const PolicyDocument = JSON.stringify(policy)
      await this.admin.iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'inline', PolicyDocument }))
    }
    const { AccessKey } = await this.admin.iam.send(new CreateAccessKeyCommand({ UserName: name }))
    return this.clients({ accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! })
  }

  /** A running instance without instance profile, and the agent on it. */
  async host(input: Partial<RunInstancesCommandInput> = {}, owner?: TestClients): Promise<ScriptedAgent> {
    return (await this.hosts(1, input, owner))[0]!
  }

  /** So many of them, sorted by id. They belong to the administrator's account and region unless `owner` is given. */
  async hosts(
    count: number,
    input: Partial<RunInstancesCommandInput> = {},
    owner: TestClients = this.admin,
  ): Promise<ScriptedAgent[]> {
    const Name = '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2'
    const { Parameter } = await owner.ssm.send(new GetParameterCommand({ Name }))
    const { Instances } = await owner.ec2.send(
      new RunInstancesCommand({ ImageId: Parameter!.Value, MinCount: count, MaxCount: count, ...input }),
    )
    await this.running.app.instances.idle()
    const ids = Instances!.map(({ InstanceId }) => InstanceId!).sort()
    return ids.map(id => new ScriptedAgent(this, id, owner.region))
  }

  /** Ends the plane in order and starts it again, on the same data folder and ports: clients and agents go on. */
  async restart(): Promise<void> {
    const { url, tlsUrl } = this.#running.file
    await this.#running.close()
    // Connections that they keep end with the plane; they make new ones.
    for (const clients of this.#clients) clients.destroy()
    this.#running = await this.#start({ port: Number(new URL(url).port), tlsPort: Number(new URL(tlsUrl).port) })
    await this.#running.app.instances.idle()
  }

  async close(): Promise<void> {
    for (const clients of this.#clients) clients.destroy()
    await this.running.close()
    rmSync(this.#dataDir, { recursive: true, force: true })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/** Starts a plane without real machines; `config` and `overrides` change what a test needs changed. */
export async function startTestPlane(
  config: Partial<PlaneConfig> = {},
  overrides: StartOverrides = {},
): Promise<TestPlane> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hostler-test-'))
  const clock = createTestClock()
  let started = Promise.withResolvers<RunningPlane>()
  const fleet = createScriptedFleet(async () => (await started.promise).app.metadata)
  const settings = { dataDir, region: testRegion, machines: 'none', logLevel: 'silent' } as const
  const start: Start = async ports => {
    started = Promise.withResolvers()
    const running = await startPlane(createConfig({ ...settings, ...ports, ...config }), { clock, fleet, ...overrides })
    started.resolve(running)
    return running
  }
  return new TestPlane(await start({ port: 0, tlsPort: 0 }), start, clock, fleet, dataDir)
}
