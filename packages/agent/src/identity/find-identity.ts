import type { Timing } from '../config/timing.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { readEc2Identity, type Ec2Identity } from './ec2-identity.ts'
import type { ImdsClient } from './imds-client.ts'

const TRIES = 3

/** Which host this is; undefined, and a line in the log, when three tries did not tell. */
export async function findIdentity(
  imds: ImdsClient,
  timing: Timing,
  { clock, log }: { clock: Clock; log: Log },
  signal: AbortSignal,
): Promise<Ec2Identity | undefined> {
  for (let left = TRIES - 1; ; left--) {
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
