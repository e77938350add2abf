// What a session with a log asks before it begins, in the stock agent's order and words: where the bucket is, whether
// the log group is there, and whether both encrypt where that is demanded.
import type { LogsApi } from '../../api/logs-api.ts'
import type { S3Bucket } from '../../api/s3-bucket.ts'
import { errorText } from '../../api/aws-error.ts'
import type { Log } from '../../runtime/log.ts'
import type { LogPlan } from '../document/log-plan.ts'
import { SessionFailure } from '../session-failure.ts'

export type Destinations = { bucket: Pick<S3Bucket, 'findRegion' | 'encryption'>; logs: Pick<LogsApi, 'findGroup'> }

/** Resolves to whether there is a group to stream to. Rejects with `SessionFailure` where the session must not be. */
export async function checkDestinations(
  { s3, cloudWatch }: LogPlan,
  { bucket, logs }: Destinations,
  log: Log,
  signal: AbortSignal,
): Promise<{ hasGroup: boolean }> {
  if (s3) await bucket.findRegion(signal)
  const group = cloudWatch && (await findGroup(cloudWatch.group, logs, log, signal))
  if (cloudWatch?.mustBeEncrypted && group?.kmsKeyId === undefined) {
    throw new SessionFailure(
      "We couldn't start the session because encryption is not set up on the selected CloudWatch Logs log group. " +
        'Either encrypt the log group or choose an option to enable logging without encryption.',
    )
  }
  if (s3?.mustBeEncrypted) await requireEncryption(bucket, signal)
  return { hasGroup: group !== undefined }
}

/** A group that cannot be found is no reason to have no session. */
async function findGroup(name: string, logs: Destinations['logs'], log: Log, signal: AbortSignal) {
  try {
    const group = await logs.findGroup(name, signal)
    if (!group) log.warn(`The CloudWatch log group ${name} does not exist`)
    return group
  } catch (error) {
    signal.throwIfAborted()
    log.warn(`The CloudWatch log group ${name} cannot be looked up: ${errorText(error)}`)
    return undefined
  }
}

async function requireEncryption(bucket: Destinations['bucket'], signal: AbortSignal): Promise<void> {
  const { algorithm } = await bucket.encryption(signal).catch((error: unknown) => {
    signal.throwIfAborted()
    throw new SessionFailure(
      "Couldn't start the session because we are unable to validate encryption on Amazon S3 bucket. " +
        `Error: ${errorText(error)}`,
    )
  })
  if (algorithm === 'AES256' || algorithm === 'aws:kms') return
  throw new SessionFailure(
    "We couldn't start the session because encryption is not set up on the selected Amazon S3 bucket. " +
      'Either encrypt the bucket or choose an option to enable logging without encryption.',
  )
}
