// A plane of its own process with one managed host, and `hostler` beside it as users start it: bundles, on real time.
// The host shares this machine's network, so that a test can be what it forwards to.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RunInstancesCommand } from '@aws-sdk/client-ec2'
import { GetConnectionStatusCommand, GetParameterCommand } from '@aws-sdk/client-ssm'
import { removeMachineState } from '@hostler/machines/index'
import { systemClock } from '@hostler/plane/domain/basics/clock'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import { createTestClients, type TestClients } from '@hostler/testkit/test-clients'
import { expect, vi } from 'vitest'
import { type ChildPlane, endLeftAgents, startChildPlane } from '../faults/child-plane.ts'
import { patience } from './real-plane.ts'

const bundle = fileURLToPath(new URL('../../dist/hostler.mjs', import.meta.url))

export class SessionHost {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'hostler-ports-'))
  #plane: ChildPlane | undefined
  #clients: TestClients | undefined
  #nodeId: string | undefined

  get plane(): ChildPlane {
    return this.#plane!
  }

  get clients(): TestClients {
    return this.#clients!
  }

  get nodeId(): string {
    return this.#nodeId!
  }

  /** Resolves when sessions can be started. */
  async start(): Promise<void> {
    this.#plane = await startChildPlane(this.dataDir, { machines: 'process' })
    const { file, administrator } = this.plane
    const advance = () => Promise.reject(new Error('time is real here'))
    this.#clients = createTestClients(file.url, file.region, administrator, {
      ...systemClock,
      offsetMs: 0,
      advance,
      onMove() {},
    })
    await makeHostManagementRole(this.clients)
    await enableHostManagement(this.clients)
    const Name = '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2'
    const { Parameter } = await this.clients.ssm.send(new GetParameterCommand({ Name }))
    const input = { ImageId: Parameter!.Value, MinCount: 1, MaxCount: 1 }
    this.#nodeId = (await this.clients.ec2.send(new RunInstancesCommand(input))).Instances![0]!.InstanceId!
    const command = new GetConnectionStatusCommand({ Target: this.nodeId })
    await vi.waitFor(async () => expect((await this.clients.ssm.send(command)).Status).toBe('connected'), patience)
  }

  /** The host's agent, to be killed. */
  get agentPid(): number {
    const file = join(this.dataDir, 'hosts', this.nodeId, 'process.json')
    return (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid
  }

  /** @param endpoint where it finds the plane, if not where the plane is */
  hostler(args: readonly string[], endpoint?: string): HostlerProcess {
    const env = {
      PATH: process.env['PATH'],
      HOME: this.dataDir,
      AWS_CONFIG_FILE: join(this.dataDir, 'aws/config'),
      AWS_SHARED_CREDENTIALS_FILE: join(this.dataDir, 'aws/credentials'),
      AWS_PROFILE: 'hostler',
      ...(endpoint && { AWS_ENDPOINT_URL: endpoint }),
    }
    return new HostlerProcess(spawn(process.execPath, [bundle, ...args], { env }))
  }

  async close(): Promise<void> {
    this.#clients?.destroy()
    await this.#plane?.kill()
    endLeftAgents(this.dataDir)
    await removeMachineState(this.dataDir)
  }
}

export class HostlerProcess {
  readonly child: ChildProcessWithoutNullStreams
  stdout = Buffer.alloc(0)
  stderr = ''
  /** Resolves to the exit status, or null after a signal. */
  readonly ended: Promise<number | null>

  constructor(child: ChildProcessWithoutNullStreams) {
    this.child = child
    child.stdout.on('data', (bytes: Buffer) => (this.stdout = Buffer.concat([this.stdout, bytes])))
    child.stderr.on('data', (bytes: Buffer) => (this.stderr += bytes.toString()))
    child.stdin.on('error', () => {})
    this.ended = new Promise(resolve => child.on('close', code => resolve(code)))
  }

  /** The JSON lines so far. */
  get events(): Record<string, unknown>[] {
    const lines = this.stdout.toString().split('\n').slice(0, -1)
    return lines.map(line => JSON.parse(line) as Record<string, unknown>)
  }

  /** The first event of a kind; waits for it. */
  async event(name: string): Promise<Record<string, unknown>> {
    const find = () => this.events.find(({ event }) => event === name)
    await expect.poll(find, { ...patience, message: `${name} in ${this.stderr}` }).toBeDefined()
    return find()!
  }

  /** Local ports in the order of the arguments. */
  async ports(count: number): Promise<number[]> {
    const listening = () => this.events.filter(({ event }) => event === 'listening').map(({ port }) => Number(port))
    await expect.poll(() => listening().length, { ...patience, message: this.stderr }).toBe(count)
    return listening()
  }

  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    this.child.kill(signal)
    return this.ended
  }
}
