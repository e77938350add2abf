// An EC2 host: it registers its key in any case, and is managed by its instance profile or by Default Host Management.
import { CredentialStore } from '../credentials/credential-store.ts'
import { DefaultHostManagement } from '../credentials/default-host-management.ts'
import { retrieveEc2Credentials } from '../credentials/ec2-credentials.ts'
import { ec2FailureSleep } from '../credentials/failure-sleep.ts'
import { tryInstanceProfile } from '../credentials/instance-profile.ts'
import { identityRoleCredentials } from '../credentials/metadata-credentials.ts'
import { Refresher } from '../credentials/refresher.ts'
import { workerCredentials } from '../credentials/worker-credentials.ts'
import { readEc2Zone } from '../identity/ec2-identity.ts'
import type { ImdsClient } from '../identity/imds-client.ts'
import type { KeyPair } from '../identity/key-pair.ts'
import { Registrar } from '../identity/registrar.ts'
import { Vault } from '../identity/vault.ts'
import type { Management, ManagementOptions } from './management.ts'

export type Ec2ManagementOptions = ManagementOptions & {
  imds: ImdsClient
  createImds: () => ImdsClient
  createKeyPair: () => Promise<KeyPair>
}

/** Resolves after the first attempt to register, whatever came of it. */
export async function manageEc2Host(options: Ec2ManagementOptions, signal: AbortSignal): Promise<Management> {
  const { identity, config, paths, ssmSignedFor, imds, createImds, createKeyPair, peers } = options
  const { instanceId } = identity
  const { timing } = config
  const { clock } = peers
  const { runtimeConfig, sharedCredentials } = paths
  const store = new CredentialStore({
    identityType: 'EC2',
    runtimeConfig,
    shareFile: sharedCredentials,
    shareProfile: '',
    clock,
  })
  await store.open(instanceId)
  const vault = new Vault(paths.vault, 'EC2')
  const credentials = identityRoleCredentials(imds, clock)
  // The one call of this part that `Agent.Region` applies to.
  const registerApi = ssmSignedFor(config.signingRegion ?? identity.region)
  const registrar = new Registrar({ ...peers, imds, vault, ssm: registerApi, credentials, createKeyPair, timing })
  await registrar.attempt(signal)

  const ready = Promise.withResolvers<void>()
  const ssm = ssmSignedFor(identity.region)
  const defaultHostManagement = new DefaultHostManagement({ vault, ssm, instanceId, credentials })
  const profile = { imds: createImds(), ssm, instanceId, clock, timing }
  const ways = {
    tryInstanceProfile: (aborted: AbortSignal) => tryInstanceProfile(profile, aborted),
    requestDefaultHostManagement: (aborted: AbortSignal) => defaultHostManagement.requestCredentials(aborted),
    isKeyRefused: () => registrar.keyRefused,
  }
  const refresher = new Refresher({
    ...peers,
    instanceId,
    store,
    retrieve: aborted => retrieveEc2Credentials(ways, aborted),
    failureSleep: ec2FailureSleep,
    originNames: { EC2: 'the instance profile', SSM: 'Default Host Management' },
    onReady: ready.resolve,
    timing,
  })
  return {
    parts: [aborted => registrar.retry(aborted), aborted => refresher.run(aborted)],
    ready: ready.promise,
    credentials: workerCredentials({ store, imds: createImds(), clock, timing }),
    readZone: aborted => readEc2Zone(createImds(), aborted),
  }
}
