// Credentials as the worker part sees them: whatever the files say, cached for a while. It never asks SSM.
import type { Timing } from '../config/timing.ts'
import type { ImdsClient } from '../identity/imds-client.ts'
import type { Clock } from '../runtime/clock.ts'
import type { CredentialStore } from './credential-store.ts'
import { CachedCredentials, type Credentials } from './credentials.ts'
import type { IdentityConfig } from './identity-config.ts'
import { fetchProfileCredentials } from './metadata-credentials.ts'
import { findSharedFile } from './shared-file.ts'

export type WorkerCredentialsOptions = {
  store: CredentialStore
  /** Absent where there is no instance profile to ask for. */
  imds?: ImdsClient
  clock: Clock
  timing: Timing
}

/** Reads shared credentials; throws when they are expired or gone. */
async function fetchShared({ shareFile, shareProfile, expiresAt }: IdentityConfig, now: Date): Promise<Credentials> {
  if (expiresAt <= now) throw new Error(`the shared credentials expired at ${expiresAt.toISOString()}`)
  const credentials = await findSharedFile(shareFile, shareProfile, expiresAt)
  if (credentials === undefined) throw new Error(`the shared credentials file ${shareFile} holds no credentials`)
  return credentials
}

/** The worker's credential source. */
export function workerCredentials({ store, imds, clock, timing }: WorkerCredentialsOptions): CachedCredentials {
  const earlier = (date: Date, seconds: number) => new Date(date.getTime() - seconds * 1000)
  let shared = false
  const fetch = async (signal: AbortSignal) => {
    const config = await store.find()
    if (config === undefined) throw new Error('identity_config.json is missing')
    shared = config.shareFile !== ''
    if (shared) return fetchShared(config, clock.now())
    if (imds === undefined) throw new Error('identity_config.json names no credentials file')
    return fetchProfileCredentials(imds, signal)
  }
  const usableUntil = ({ expiresAt }: Credentials) => {
    if (!shared) return earlier(clock.now(), -timing.profileCache)
    const early = earlier(expiresAt, timing.earlyExpiry)
    return early > clock.now() ? early : expiresAt
  }
  return new CachedCredentials(fetch, usableUntil, () => clock.now())
}
