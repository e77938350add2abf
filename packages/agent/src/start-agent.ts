// Composition of the agent: who am I -> register -> keep credentials fresh -> work once there are any. The only
// file that sees all parts; it decides nothing about how each does its work.
import { createSsmApi } from './api/ssm-api.ts'
import { loadAgentConfig, type AgentConfig } from './config/agent-config.ts'
import { resolveEndpoints, type Endpoints } from './config/endpoints.ts'
import { CredentialStore } from './credentials/credential-store.ts'
import { DefaultHostManagement } from './credentials/default-host-management.ts'
import { tryInstanceProfile } from './credentials/instance-profile.ts'
import { identityRoleCredentials } from './credentials/metadata-credentials.ts'
import { Refresher } from './credentials/refresher.ts'
import { workerCredentials } from './credentials/worker-credentials.ts'
import type { Ec2Identity } from './identity/ec2-identity.ts'
import { findIdentity } from './identity/find-identity.ts'
import { ImdsClient } from './identity/imds-client.ts'
import { createKeyPair, type KeyPair } from './identity/key-pair.ts'
import { Registrar } from './identity/registrar.ts'
import { Vault } from './identity/vault.ts'
import type { Peers } from './peers.ts'
import { hostPaths, type HostPaths } from './runtime/host-paths.ts'
import { keepRunning, untilAborted } from './runtime/keep-running.ts'
import { AGENT_VERSION } from './version.ts'
import { runWorker } from './worker/worker.ts'

export type AgentOptions = {
  /** Folder that stands for `/` (configuration, state and log live below it). */
  root: string
  /** Scheme, host and port of the metadata service. */
  imdsEndpoint: string
  peers: Peers
  createKeyPair?: () => Promise<KeyPair>
}

export type Agent = {
  /**
   * Why the agent ended: `stopped`, or `no-identity` when no metadata service told which host this is (the stock
   * agent exits with 0 then and leaves the next try to its supervisor). Rejects with `ConfigError` for an unusable
   * configuration file.
   */
  finished: Promise<'stopped' | 'no-identity'>
  /** Ends all work; resolves when nothing is left running. */
  stop(): Promise<void>
}

type Setup = {
  identity: Ec2Identity
  config: AgentConfig
  endpoints: Endpoints
  root: string
  paths: HostPaths
  createImds: () => ImdsClient
}

class StopRequested extends Error {}

/** Starts an agent; it runs until `stop`. */
export function startAgent(options: AgentOptions): Agent {
  const stopping = new AbortController()
  const finished = run(options, stopping.signal).catch((error: unknown) => {
    if (error instanceof StopRequested) return 'stopped' as const
    throw error
  })
  return {
    finished,
    async stop() {
      stopping.abort(new StopRequested())
      await finished.catch(() => {})
    },
  }
}

async function run(options: AgentOptions, signal: AbortSignal): Promise<'no-identity'> {
  const { peers, root, imdsEndpoint } = options
  const paths = hostPaths(root)
  const config = await loadAgentConfig(paths.config)
  const createImds = () => new ImdsClient({ ...peers, endpoint: imdsEndpoint })
  peers.log.info(`Agent ${AGENT_VERSION} starts; instance metadata at ${imdsEndpoint}`)
  const imds = createImds()
  const identity = await findIdentity(imds, config.timing, peers, signal)
  if (identity === undefined) return 'no-identity'
  const endpoints = resolveEndpoints(config, identity.region)
  endpoints.warnings.forEach(warning => peers.log.warn(warning))
  peers.log.info(`This is ${identity.instanceId} in ${identity.region}; SSM at ${endpoints.ssm.origin}`)
  return manage(options, { identity, config, endpoints, root, paths, createImds }, imds, signal)
}

async function manage(options: AgentOptions, setup: Setup, imds: ImdsClient, signal: AbortSignal): Promise<never> {
  const { peers } = options
  const { identity, config, endpoints, paths, createImds } = setup
  const { timing } = config
  const store = new CredentialStore(paths, peers.clock)
  await store.open(identity.instanceId)

  const ssmSignedFor = (signingRegion: string) => createSsmApi(endpoints.ssm, signingRegion, timing, peers)
  const vault = new Vault(paths.vault)
  const credentials = identityRoleCredentials(imds, peers.clock)
  const registrar = new Registrar({
    ...peers,
    imds,
    vault,
    // The one call of this part that `Agent.Region` applies to.
    ssm: ssmSignedFor(config.signingRegion ?? identity.region),
    credentials,
    createKeyPair: options.createKeyPair ?? createKeyPair,
    timing,
  })
  await registrar.attempt(signal)

  const ready = Promise.withResolvers<void>()
  const ssm = ssmSignedFor(identity.region)
  const { instanceId } = identity
  const defaultHostManagement = new DefaultHostManagement({ vault, ssm, instanceId, credentials })
  const profile = { imds: createImds(), ssm, instanceId, clock: peers.clock, timing }
  const refresher = new Refresher({
    ...peers,
    instanceId,
    store,
    tryInstanceProfile: aborted => tryInstanceProfile(profile, aborted),
    requestDefaultHostManagement: aborted => defaultHostManagement.requestCredentials(aborted),
    isKeyRefused: () => registrar.keyRefused,
    onReady: ready.resolve,
    timing,
  })
  const parts = [
    (aborted: AbortSignal) => registrar.retry(aborted),
    (aborted: AbortSignal) => refresher.run(aborted),
    (aborted: AbortSignal) => work(setup, store, ready.promise, peers, aborted),
  ].map(part => keepRunning(part, timing.surprisePause, peers, signal))
  await untilAborted(signal)
  await Promise.all(parts)
  throw signal.reason
}

async function work(
  { identity, config, endpoints, root, createImds }: Setup,
  store: CredentialStore,
  ready: Promise<void>,
  peers: Peers,
  signal: AbortSignal,
): Promise<void> {
  await Promise.race([ready, untilAborted(signal)])
  signal.throwIfAborted()
  const credentials = workerCredentials({ store, imds: createImds(), clock: peers.clock, timing: config.timing })
  await runWorker({ identity, config, endpoints, credentials, root, createImds, peers }, signal)
}
