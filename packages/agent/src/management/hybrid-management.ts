// A hybrid node: registered beforehand by its activation, managed by the role of that activation.
import { CredentialStore } from '../credentials/credential-store.ts'
import { CachedCredentials, type Credentials } from '../credentials/credentials.ts'
import { hybridFailureSleep } from '../credentials/failure-sleep.ts'
import { requestHybridCredentials } from '../credentials/hybrid-credentials.ts'
import { Refresher } from '../credentials/refresher.ts'
import { workerCredentials } from '../credentials/worker-credentials.ts'
import { Fingerprint } from '../identity/fingerprint.ts'
import { readHardware } from '../identity/hardware.ts'
import type { Vault } from '../identity/vault.ts'
import type { Management, ManagementOptions } from './management.ts'

export type HybridManagementOptions = ManagementOptions & {
  vault: Vault
  /** Folder that stands for `/`. */
  root: string
  /** The AWS credentials file that this node's credentials are shared in. */
  awsCredentialsFile: string
}

type Retrieve = (signal: AbortSignal) => Promise<Credentials>

/** Hybrid nodes report empty zones. */
const readZone = () => Promise.resolve({ availabilityZone: '', availabilityZoneId: '' })

export async function manageHybridNode(options: HybridManagementOptions): Promise<Management> {
  const { identity, config, vault, root, ssmSignedFor, peers } = options
  const fingerprint = new Fingerprint({ ...peers, vault, readHardware: () => readHardware(root) })
  const ssm = ssmSignedFor(identity.region)
  const source = { vault, fingerprint, ssm, nodeId: identity.instanceId }
  const retrieve = (signal: AbortSignal) => requestHybridCredentials(source, signal)
  return config.shareCredentials ? shared(options, retrieve) : unshared(options, retrieve)
}

/** The stock agent's way: this part keeps the AWS credentials file fresh, the worker reads it. */
async function shared(options: HybridManagementOptions, retrieve: Retrieve): Promise<Management> {
  const { identity, config, paths, awsCredentialsFile, peers } = options
  const { timing, shareProfile } = config
  const { runtimeConfig } = paths
  const { clock } = peers
  const { instanceId } = identity
  const store = new CredentialStore({
    identityType: 'OnPrem',
    runtimeConfig,
    shareFile: awsCredentialsFile,
    shareProfile,
    clock,
  })
  await store.open(instanceId)
  const ready = Promise.withResolvers<void>()
  const role = 'the role of its activation'
  const refresher = new Refresher({
    ...peers,
    instanceId,
    store,
    retrieve: async signal => ({ origin: 'SSM', credentials: await retrieve(signal) }),
    failureSleep: hybridFailureSleep,
    originNames: { EC2: role, SSM: role },
    onReady: ready.resolve,
    timing,
  })
  return {
    parts: [signal => refresher.run(signal)],
    ready: ready.promise,
    credentials: workerCredentials({ store, clock, timing }),
    readZone,
  }
}

/** `Profile.ShareCreds` is off: credentials stay in memory, and the worker asks when it needs some. */
async function unshared({ identity, paths, peers }: HybridManagementOptions, retrieve: Retrieve): Promise<Management> {
  const { clock } = peers
  const { runtimeConfig } = paths
  const store = new CredentialStore({ identityType: 'OnPrem', runtimeConfig, shareFile: '', shareProfile: '', clock })
  await store.open(identity.instanceId)
  const atHalfLife = ({ expiresAt }: Credentials) => new Date((clock.now().getTime() + expiresAt.getTime()) / 2)
  return {
    parts: [],
    ready: Promise.resolve(),
    credentials: new CachedCredentials(retrieve, atHalfLife, () => clock.now()),
    readZone,
  }
}
