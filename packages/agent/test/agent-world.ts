import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { onTestFinished } from 'vitest'
import { createKeyPair, type KeyPair } from '../src/identity/key-pair.ts'
import { hostPaths, type HostPaths } from '../src/runtime/host-paths.ts'
import { nodeTransport, type HttpTransport } from '../src/runtime/http.ts'
import { createLog } from '../src/runtime/log.ts'
import { socketOpener } from '../src/runtime/socket.ts'
import { registerHost, type RegisterOptions } from '../src/registration/register-host.ts'
import { startAgent, type Agent } from '../src/start-agent.ts'
import type { Peers } from '../src/peers.ts'
import { FakeClock } from './fake-clock.ts'
import { Recorder } from './recorder.ts'
import { ScriptedImds } from './scripted-imds.ts'
import { ScriptedPlane } from './scripted-plane.ts'

let sharedKeys: Promise<KeyPair> | undefined

/** One key pair for all tests of a file: making one takes longer than most tests. */
export function testKeys(): Promise<KeyPair> {
  sharedKeys ??= createKeyPair()
  return sharedKeys
}

/** A host: metadata service, plane, folder and clock, all ended with the test. */
export class AgentWorld {
  readonly imds = new ScriptedImds()
  readonly plane = new ScriptedPlane()
  readonly clock = new FakeClock()
  readonly lines = new Recorder<string>()
  root = ''
  peers!: Peers
  keysMade = 0
  #agents: Agent[] = []

  get paths(): HostPaths {
    return hostPaths(this.root)
  }

  /** Runs `-register` on this host. */
  register(options: Partial<RegisterOptions> = {}): Promise<string> {
    const activation = { code: 'code-of-the-activation', id: '11111111-2222-3333-4444-555555555555' }
    const { root, peers } = this
    return registerHost(
      { ...activation, region: 'eu-west-1', ignoreHardware: false, root, peers, createKeyPair: testKeys, ...options },
      new AbortController().signal,
    )
  }

  /** Starts the agent; more than once stands for restarts. */
  start(): Agent {
    const agent = startAgent({
      root: this.root,
      imdsEndpoint: this.imds.endpoint,
      peers: this.peers,
      createKeyPair: () => {
        this.keysMade++
        return testKeys()
      },
    })
    this.#agents.push(agent)
    return agent
  }

  async configure(config: Record<string, unknown>): Promise<void> {
    const file = {
      Ssm: { Endpoint: this.plane.url },
      Mds: { Endpoint: this.plane.url },
      Mgs: { Endpoint: `https://${this.plane.tlsHost}` },
      ...config,
    }
    await this.write(this.paths.config, JSON.stringify(file))
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }

  async readJson(path: string): Promise<Record<string, unknown>> {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
  }

  /** The first log line, past or to come, that contains `text`. */
  async line(text: string): Promise<string> {
    for (;;) {
      const line = this.lines.all.find(entry => entry.what.includes(text))
      if (line) return line.what
      await this.lines.next('line')
    }
  }

  /** Lets time pass until the promise resolves: programs take a moment to end, which agents wait for by this clock. */
  async meanwhile<Value>(promise: Promise<Value>): Promise<Value> {
    const over = new AbortController()
    void promise.finally(() => over.abort()).catch(() => {})
    while (!over.signal.aborted) {
      this.clock.advance(0.1)
      await new Promise(resolve => setTimeout(resolve, 1))
    }
    return promise
  }

  async open(): Promise<this> {
    this.root = await mkdtemp(join(tmpdir(), 'hostler-agent-'))
    await this.imds.listen()
    await this.plane.listen()
    const secure = createSecureContext({ ca: this.plane.certificate })
    const transport = nodeTransport({ secureContext: () => secure })
    // Time limits run on the machine's clock; a busy machine must not change what the agent does.
    const patient: HttpTransport = (request, signal) => transport({ ...request, timeoutMs: 60_000 }, signal)
    this.peers = {
      http: patient,
      openSocket: socketOpener({ secureContext: () => secure }),
      clock: this.clock,
      random: () => 0.5,
      log: createLog(line => this.lines.record('line', line), this.clock),
    }
    await this.configure({})
    return this
  }

  async close(): Promise<void> {
    const stopped = Promise.all(this.#agents.map(agent => agent.stop()))
    await this.meanwhile(stopped)
    await Promise.all([this.imds.close(), this.plane.close()])
    await rm(this.root, { recursive: true, force: true })
  }
}

/** A world for the running test. */
export async function openWorld(): Promise<AgentWorld> {
  const world = await new AgentWorld().open()
  onTestFinished(() => world.close())
  return world
}
