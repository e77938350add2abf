// Management through the instance profile: its credentials count if SSM accepts a ping signed with them.
import type { SsmApi } from '../api/ssm-api.ts'
import type { Timing } from '../config/timing.ts'
import type { ImdsClient } from '../identity/imds-client.ts'
import type { Clock } from '../runtime/clock.ts'
import { CachedCredentials } from './credentials.ts'
import { fetchProfileCredentials } from './metadata-credentials.ts'

export type InstanceProfileOptions = { imds: ImdsClient; ssm: SsmApi; instanceId: string; clock: Clock; timing: Timing }

/**
 * Tries the instance profile. Resolves to when to consider it tried: an hour from now, whatever the metadata
 * service says about the credentials. Throws what the metadata service or SSM had against it.
 */
export async function tryInstanceProfile(options: InstanceProfileOptions, signal: AbortSignal): Promise<Date> {
  const { imds, ssm, instanceId, clock, timing } = options
  const credentials = new CachedCredentials(
    aborted => fetchProfileCredentials(imds, aborted),
    fetched => fetched.expiresAt,
    () => clock.now(),
  )
  await ssm.emptyPing(instanceId, credentials, signal)
  return new Date(clock.now().getTime() + timing.profileLifetime * 1000)
}
