import type { Timing } from '../config/timing.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { readEc2Identity } from './ec2-identity.ts'
import type { Identity, IdentityType } from './identity.ts'
import type { ImdsClient } from './imds-client.ts'
import type { Vault } from './vault.ts'

const TRIES = 3

/** Where identities come from, and in which order they are looked for. */
export type IdentitySources = { imds: ImdsClient; hybridVault: Vault; order: readonly IdentityType[] }

/** Which host this is; undefined, and a line in the log, when three tries did not tell. */
export async function findIdentity(
  sources: IdentitySources,
  timing: Timing,
  { clock, log }: { clock: Clock; log: Log },
  signal: AbortSignal,
): Promise<Identity | undefined> {
  for (let left = TRIES - 1; ; left--) {
    const reasons: string[] = []
    for (const type of sources.order) {
      try {
        return await readIdentity(type, sources, signal)
      } catch (error) {
        signal.throwIfAborted()
        reasons.push((error as Error).message)
      }
    }
    if (left === 0) {
      log.error(
        `Not managed: no identity, because ${reasons.join(', and ')}; this agent needs a registration ` +
          '(amazon-ssm-agent -register) or an EC2 instance metadata service, version 2. It exits and tries again ' +
          'when started again.',
      )
      return undefined
    }
    await clock.sleep(timing.identityPause * 1000, 'identity retry', signal)
  }
}

async function readIdentity(
  type: IdentityType,
  { imds, hybridVault }: IdentitySources,
  signal: AbortSignal,
): Promise<Identity> {
  if (type === 'EC2') return { type, ...(await readEc2Identity(imds, signal)) }
  const registration = await hybridVault.find()
  if (!registration?.instanceId || !registration.region) throw new Error('this host is not registered')
  return { type, instanceId: registration.instanceId, region: registration.region }
}
