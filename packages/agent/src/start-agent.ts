// Composition of the agent: who am I -> register -> keep credentials fresh -> work once there are any. The only
// file that sees all parts; it decides nothing about how each does its work.
import { JsonApi } from './api/json-api.ts'
import { SsmApi } from './api/ssm-api.ts'
import { loadAgentConfig, type AgentConfig } from './config/agent-config.ts'
import { resolveEndpoints, type Endpoints } from './config/endpoints.ts'
import { CredentialStore } from './credentials/credential-store.ts'
import { DefaultHostManagement } from './credentials/default-host-management.ts'
import { tryInstanceProfile } from './credentials/instance-profile.ts'
import { identityRoleCredentials } from './credentials/metadata-credentials.ts'
import { Refresher } from './credentials/refresher.ts'
import { workerCredentials } from './credentials/worker-credentials.ts'
import { readEc2Identity, type Ec2Identity } from './identity/ec2-identity.ts'
import { ImdsClient } from './identity/imds-client.ts'
import { createKeyPair, type KeyPair } from './identity/key-pair.ts'
import { Registrar } from './identity/registrar.ts'
import { Vault } from './identity/vault.ts'
import type { Peers } from './peers.ts'
import { hostPaths, type HostPaths } from './runtime/host-paths.ts'
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

const IDENTITY_TRIES = 3
const API_TIMEOUT_SECONDS = 60

type Setup = {
  identity: Ec2Identity
  config: AgentConfig
  endpoints: Endpoints
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
  const identity = await findIdentity(imds, config, peers, signal)
  if (identity === undefined) return 'no-identity'
  const endpoints = resolveEndpoints(config, identity.region)
  endpoints.warnings.forEach(warning => peers.log.warn(warning))
  peers.log.info(`This is ${identity.instanceId} in ${identity.region}; SSM at ${endpoints.ssm.origin}`)
  return manage(options, { identity, config, endpoints, paths, createImds }, imds, signal)
}

async function findIdentity(
  imds: ImdsClient,
  { timing }: AgentConfig,
  { clock, log }: Peers,
  signal: AbortSignal,
): Promise<Ec2Identity | undefined> {
  for (let left = IDENTITY_TRIES - 1; ; left--) {
    try {
      return await readEc2Identity(imds, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (left === 0) {
        log.error(
          `Not managed: no identity, because ${(error as Error).message}; this agent needs an EC2 instance metadata ` +
            'service, version 2. It exits and tries again when started again.',
        )
        return undefined
      }
    }
    await clock.sleep(timing.identityPause * 1000, 'identity retry', signal)
  }
}

async function manage(options: AgentOptions, setup: Setup, imds: ImdsClient, signal: AbortSignal): Promise<never> {
  const { peers } = options
  const { identity, config, endpoints, paths, createImds } = setup
  const { instanceId, region } = identity
  const { timing } = config
  const { clock } = peers

  const store = new CredentialStore(paths, clock)
  await store.open(instanceId)
  const ssmSignedFor = (signingRegion: string) => createSsmApi(endpoints, timing.apiRetry, signingRegion, peers)
  const ssm = ssmSignedFor(region)
  const vault = new Vault(paths.vault)
  const credentials = identityRoleCredentials(imds, clock)
  const registrar = new Registrar({
    ...peers,
    imds,
    vault,
    // The one call of the core that `Agent.Region` applies to.
    ssm: ssmSignedFor(config.signingRegion ?? region),
    credentials,
    createKeyPair: options.createKeyPair ?? createKeyPair,
    timing,
  })
  await registrar.attempt(signal)

  const defaultHostManagement = new DefaultHostManagement({ vault, ssm, instanceId, credentials })
  const profileImds = createImds()
  const { promise: ready, resolve: onReady } = Promise.withResolvers<void>()
  const refresher = new Refresher({
    ...peers,
    instanceId,
    store,
    tryInstanceProfile: aborted => tryInstanceProfile({ imds: profileImds, ssm, instanceId, clock, timing }, aborted),
    requestDefaultHostManagement: aborted => defaultHostManagement.requestCredentials(aborted),
    isKeyRefused: () => registrar.keyRefused,
    onReady,
    timing,
  })
  const work = async (aborted: AbortSignal) => {
    await Promise.race([ready, untilAborted(aborted)])
    aborted.throwIfAborted()
    const source = workerCredentials({ store, imds: createImds(), clock, timing })
    await runWorker({ identity, config, endpoints, credentials: source, createImds, peers }, aborted)
  }
  const parts = [
    (aborted: AbortSignal) => registrar.retry(aborted),
    (aborted: AbortSignal) => refresher.run(aborted),
    work,
  ].map(part => keepRunning(part, timing.surprisePause, peers, signal))
  await untilAborted(signal)
  await Promise.all(parts)
  throw signal.reason
}

function createSsmApi(endpoints: Endpoints, retrySeconds: number, signingRegion: string, peers: Peers): SsmApi {
  const api = new JsonApi({
    ...peers,
    service: 'ssm',
    targetPrefix: 'AmazonSSM',
    endpoint: endpoints.ssm,
    signingRegion,
    timeoutSeconds: API_TIMEOUT_SECONDS,
    retrySeconds,
  })
  return new SsmApi(api)
}

/** An error that no part expected must not end the agent: the part starts again after a pause. */
async function keepRunning(
  part: (signal: AbortSignal) => Promise<void>,
  pauseSeconds: number,
  { clock, log }: Peers,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    // Whatever a failed part left running ends with it.
    const own = new AbortController()
    try {
      return await part(AbortSignal.any([signal, own.signal]))
    } catch (error) {
      own.abort()
      if (signal.aborted) return
      log.error(`Unexpected: ${(error as Error).stack ?? String(error)}. Starting again in ${pauseSeconds} s.`)
      await clock.sleep(pauseSeconds * 1000, 'surprise', signal).catch(() => {})
    }
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
