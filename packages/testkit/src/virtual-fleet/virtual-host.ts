// One virtual host: the agent's own parts, from registration to sessions, without a machine below them. What it says is
// what the agent says; it has no files and runs no program.
import type { AgentConfig } from '@hostler/agent/config/agent-config'
import type { Endpoints } from '@hostler/agent/config/endpoints'
import { AwsError } from '@hostler/agent/api/aws-error'
import { createSsmApi, type SsmApi } from '@hostler/agent/api/ssm-api'
import { CachedCredentials, type Credentials, type CredentialSource } from '@hostler/agent/credentials/credentials'
import type { KeyPair } from '@hostler/agent/identity/key-pair'
import type { Peers } from '@hostler/agent/peers'
import type { StartWork } from '@hostler/agent/session/start-work'
import { runWorker } from '@hostler/agent/worker/worker'
import { faultyPeers, OpenSockets } from './faulty-peers.ts'
import { dropPauses, type Faults } from './faults.ts'

/** What happens to hosts, in the order in which it happens to each. */
export type HostEvent =
  | 'registered'
  /** Its control channel is open. */
  | 'connected'
  | 'disconnected'
  | 'session-opened'
  | 'session-closed'
  /** It threw its credentials away, and got some again. */
  | 'role-lost'
  | 'role-back'
  | 'dropped'
  /** What a service refused it, by the error's code. */
  | `refused:${string}`

export interface Activation {
  readonly id: string
  readonly code: string
}

export interface VirtualHostOptions {
  readonly name: string
  readonly address: string
  /** Looks like a machine's; no two are alike. */
  readonly fingerprint: string
  readonly activation: Activation
  readonly region: string
  readonly keys: KeyPair
  readonly config: AgentConfig
  readonly endpoints: Endpoints
  readonly faults: Faults
  /** Of the faults alone: what the agent draws besides depends on the network. */
  readonly faultRandom: () => number
  readonly peers: Peers
  readonly startWork: StartWork
  readonly happened: (event: HostEvent) => void
  /** Waits for its turn to register: a fleet does not come at once. */
  readonly turn: <Value>(work: () => Promise<Value>) => Promise<Value>
}

const registerRetrySeconds = 15
const otherFingerprint = '00000000-0000-4000-8000-000000000000'
const lastWordMs = 3_000
const nowhere = () => Promise.resolve({ availabilityZone: '', availabilityZoneId: '' })

export class VirtualHost {
  readonly #options: VirtualHostOptions
  readonly #peers: Peers
  readonly #sockets = new OpenSockets()
  #nodeId: string | undefined
  #hasRole = true
  #isConnected = false

  constructor(options: VirtualHostOptions) {
    this.#options = options
    const { faults, happened } = options
    const isControl = (path: string) => path.startsWith('/v1/control-channel/')
    this.#peers = faultyPeers(options.peers, faults, this.#sockets, {
      opened: path => {
        if (isControl(path)) this.#isConnected = true
        happened(isControl(path) ? 'connected' : 'session-opened')
      },
      closed: path => {
        if (isControl(path)) this.#isConnected = false
        happened(isControl(path) ? 'disconnected' : 'session-closed')
      },
    })
  }

  get faults(): Faults {
    return this.#options.faults
  }

  get name(): string {
    return this.#options.name
  }

  /** `mi-…`; undefined until it has registered. */
  get nodeId(): string | undefined {
    return this.#nodeId
  }

  /** Whether its control channel is open. */
  get isConnected(): boolean {
    return this.#isConnected
  }

  /** Its connections break without a word; it comes back by itself. */
  drop(): void {
    this.#options.happened('dropped')
    this.#sockets.cut()
  }

  /** Runs until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { faults, turn } = this.#options
    if (faults.lateSeconds > 0) await this.#sleep(faults.lateSeconds, 'late registration', signal)
    const ssm = this.#ssm()
    if (this.#nodeId === undefined) {
      this.#nodeId = await turn(() => this.#register(ssm, signal))
      this.#options.happened('registered')
    }
    await Promise.all([this.#work(this.#nodeId, ssm, signal), this.#loseRole(signal), this.#keepDropping(signal)])
  }

  #ssm(): SsmApi {
    const { endpoints, region, config } = this.#options
    return createSsmApi(endpoints.ssm, region, config.timing, this.#peers)
  }

  /** Tries for ever, as somebody does who installs hosts. */
  async #register(ssm: SsmApi, signal: AbortSignal): Promise<string> {
    const { activation, fingerprint, keys } = this.#options
    for (;;) {
      signal.throwIfAborted()
      try {
        const registration = { ...activation, fingerprint, publicKey: keys.publicKey }
        return await ssm.registerHybrid(registration, aBitAfter(signal))
      } catch (error) {
        signal.throwIfAborted()
        this.#refused(error)
        await this.#sleep(registerRetrySeconds, 'registration', signal)
      }
    }
  }

  async #work(instanceId: string, ssm: SsmApi, signal: AbortSignal): Promise<void> {
    const { config, endpoints, region, name, address, startWork } = this.#options
    await runWorker(
      {
        identity: { type: 'OnPrem', instanceId, region },
        config,
        endpoints,
        credentials: this.#credentials(instanceId, ssm),
        root: '/nonexistent',
        // They have no disk.
        openLog: async () => undefined,
        readZone: nowhere,
        describe: () =>
          Promise.resolve({
            computerName: name,
            ipAddress: address,
            platformName: 'Virtual Linux',
            platformVersion: '1',
          }),
        startWork,
        peers: this.#peers,
      },
      signal,
    )
  }

  #credentials(nodeId: string, ssm: SsmApi): CredentialSource {
    const { fingerprint, keys } = this.#options
    const { clock } = this.#peers
    const node = { nodeId, privateKey: keys.privateKey }
    const retrieve = async (signal: AbortSignal): Promise<Credentials> => {
      try {
        // A host that lost its role proves itself to be another.
        return await ssm.requestRoleToken(this.#hasRole ? fingerprint : otherFingerprint, { node }, signal)
      } catch (error) {
        this.#refused(error)
        throw error
      }
    }
    const halfLife = ({ expiresAt }: Credentials) => new Date((clock.now().getTime() + expiresAt.getTime()) / 2)
    const cached = new CachedCredentials(retrieve, halfLife, () => clock.now())
    this.#expire = () => cached.expire()
    return cached
  }

  #expire: () => void = () => {}

  async #loseRole(signal: AbortSignal): Promise<void> {
    const { faults, happened } = this.#options
    if (faults.roleLossSeconds === 0) return
    await this.#sleep(faults.roleLossSeconds, 'loss of role', signal)
    this.#hasRole = false
    this.#expire()
    happened('role-lost')
    this.#sockets.cut()
    await this.#sleep(faults.roleLossSeconds, 'loss of role', signal)
    this.#hasRole = true
    happened('role-back')
  }

  async #keepDropping(signal: AbortSignal): Promise<void> {
    const { faults, faultRandom } = this.#options
    if (faults.dropEverySeconds === 0) return
    for (const seconds of dropPauses(faultRandom, faults.dropEverySeconds)) {
      await this.#sleep(seconds, 'drop', signal)
      this.drop()
    }
  }

  #refused(error: unknown): void {
    const code = error instanceof AwsError ? error.code : (error as Error).name
    this.#options.happened(`refused:${code}`)
  }

  #sleep(seconds: number, purpose: string, signal: AbortSignal): Promise<void> {
    return this.#options.peers.clock.sleep(seconds * 1000, purpose, signal)
  }
}

/** What the service may have done already is to be known: whose registration is under way may still hear its id. */
function aBitAfter(signal: AbortSignal): AbortSignal {
  const later = new AbortController()
  signal.addEventListener('abort', () => setTimeout(() => later.abort(signal.reason), lastWordMs).unref(), {
    once: true,
  })
  return later.signal
}
