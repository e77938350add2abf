// Composition of the agent: who am I -> register -> keep credentials fresh -> work once there are any. The only
// file that sees all parts; it decides nothing about how each does its work.
import { join } from 'node:path'
import { createSsmApi } from './api/ssm-api.ts'
import { loadAgentConfig } from './config/agent-config.ts'
import { resolveEndpoints, type Endpoints } from './config/endpoints.ts'
import { findIdentity } from './identity/find-identity.ts'
import { ImdsClient } from './identity/imds-client.ts'
import { createKeyPair, type KeyPair } from './identity/key-pair.ts'
import { Vault } from './identity/vault.ts'
import { manageEc2Host } from './management/ec2-management.ts'
import { manageHybridNode } from './management/hybrid-management.ts'
import type { Management, ManagementOptions } from './management/management.ts'
import type { Peers } from './peers.ts'
import { hostPaths } from './runtime/host-paths.ts'
import { keepRunning, untilAborted } from './runtime/keep-running.ts'
import { AGENT_VERSION } from './version.ts'
import { runWorker } from './worker/worker.ts'

export type AgentOptions = {
  /** Folder that stands for `/` (configuration, state and log live below it). */
  root: string
  /** Scheme, host and port of the metadata service. */
  imdsEndpoint: string
  /** Where a hybrid node shares its credentials; else `.aws/credentials` in root's home. */
  awsCredentialsFile?: string
  peers: Peers
  createKeyPair?: () => Promise<KeyPair>
}

export type Agent = {
  /**
   * Why the agent ended: `stopped`, or `no-identity` when nothing told which host this is (the stock
   * agent exits with 0 then and leaves the next try to its supervisor). Rejects with `ConfigError` for an unusable
   * configuration file.
   */
  finished: Promise<'stopped' | 'no-identity'>
  /** Ends all work; resolves when nothing is left running. */
  stop(): Promise<void>
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
  peers.log.info(`Agent ${AGENT_VERSION} starts; instance metadata at ${imdsEndpoint}`)

  const createImds = () => new ImdsClient({ ...peers, endpoint: imdsEndpoint })
  const imds = createImds()
  const hybridVault = new Vault(paths.vault, 'OnPrem')
  const sources = { imds, hybridVault, order: config.identityOrder }
  const identity = await findIdentity(sources, config.timing, peers, signal)
  if (identity === undefined) return 'no-identity'
  const endpoints = resolveEndpoints(config, identity.region)
  endpoints.warnings.forEach(warning => peers.log.warn(warning))
  peers.log.info(`This is ${identity.instanceId} in ${identity.region}; SSM at ${endpoints.ssm.origin}`)

  const ssmSignedFor = (region: string) => createSsmApi(endpoints.ssm, region, config.timing, peers)
  const common = { identity, config, paths, ssmSignedFor, peers }
  const awsCredentialsFile = options.awsCredentialsFile ?? join(root, 'root/.aws/credentials')
  const management =
    identity.type === 'OnPrem'
      ? await manageHybridNode({ ...common, vault: hybridVault, root, awsCredentialsFile })
      : await manageEc2Host(
          { ...common, imds, createImds, createKeyPair: options.createKeyPair ?? createKeyPair },
          signal,
        )
  return runParts(management, { ...common, endpoints, root }, signal)
}

async function runParts(
  { parts, ready, credentials, readZone }: Management,
  setup: ManagementOptions & { endpoints: Endpoints; root: string },
  signal: AbortSignal,
): Promise<never> {
  const { config, peers } = setup
  const work = async (aborted: AbortSignal) => {
    await Promise.race([ready, untilAborted(aborted)])
    aborted.throwIfAborted()
    await runWorker({ ...setup, credentials, readZone }, aborted)
  }
  const running = [...parts, work].map(part => keepRunning(part, config.timing.surprisePause, peers, signal))
  await untilAborted(signal)
  await Promise.all(running)
  throw signal.reason
}
