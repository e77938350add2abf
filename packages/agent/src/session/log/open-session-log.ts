// Composition of a session's log: from what its document says to its destinations.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { JsonApi } from '../../api/json-api.ts'
import { LogsApi } from '../../api/logs-api.ts'
import { S3Bucket } from '../../api/s3-bucket.ts'
import type { Endpoints } from '../../config/endpoints.ts'
import type { Timing } from '../../config/timing.ts'
import type { CredentialSource } from '../../credentials/credentials.ts'
import type { Identity } from '../../identity/identity.ts'
import type { Peers } from '../../peers.ts'
import type { LogPlan } from '../document/log-plan.ts'
import type { SessionOrder } from '../document/start-message.ts'
import { SessionFailure } from '../session-failure.ts'
import { CaptureFile, type CaptureLimits, CaptureRoom } from './capture-file.ts'
import { checkDestinations } from './check-destinations.ts'
import { rawEvents, streamedEvents } from './event-forms.ts'
import { LogStreamWriter } from './log-stream-writer.ts'
import { noPlaces, SessionLog } from './session-log.ts'
import { logKey } from './upload-log.ts'

/**
 * Begins the log of a session, whose destinations it looks at first; undefined for a session without one. Rejects with
 * `SessionFailure` where there must be no session.
 */
export type OpenSessionLog = (
  plan: LogPlan,
  order: SessionOrder,
  signal: AbortSignal,
) => Promise<SessionLog | undefined>

export type SessionLogsOptions = {
  identity: Pick<Identity, 'instanceId' | 'region'>
  endpoints: Pick<Endpoints, 's3' | 'logs'>
  credentials: CredentialSource
  timing: Timing
  /** For captures; this agent's alone. */
  folder: string
  limits?: CaptureLimits
  peers: Pick<Peers, 'http' | 'clock' | 'random' | 'log'>
}

/** A user waits. */
const RETRIES = 1
const TIMEOUT_SECONDS = 5

/** Of an agent that was killed: nobody else looks after them. */
export async function removeLeftCaptures(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

export function sessionLogs(options: SessionLogsOptions): OpenSessionLog {
  const { identity, endpoints, credentials, timing, folder, peers } = options
  const { clock, log } = peers
  const { region, instanceId } = identity
  const room = new CaptureRoom(options.limits)
  const calls = { ...peers, retries: RETRIES, retrySeconds: timing.apiRetry }
  const logs = new LogsApi(
    new JsonApi({
      ...calls,
      service: 'logs',
      targetPrefix: 'Logs_20140328',
      endpoint: endpoints.logs,
      signingRegion: region,
      timeoutSeconds: TIMEOUT_SECONDS,
    }),
    credentials,
  )

  return async (plan, { sessionId, owner }, signal) => {
    const { s3, cloudWatch } = plan
    if (!s3 && !cloudWatch) return undefined
    const bucket = new S3Bucket(s3?.bucket ?? '', { ...calls, endpoint: endpoints.s3, region, credentials })
    const { hasGroup } = await checkDestinations(plan, { bucket, logs }, log, signal)
    const capture = await openCapture(folder, sessionId, room)
    const isStreamed = cloudWatch !== undefined && cloudWatch.isStreamed && hasGroup
    const facts = { region, instanceId, owner, sessionId }
    const form = isStreamed
      ? streamedEvents(
          facts,
          () => opened.runAsUser,
          () => clock.now(),
        )
      : rawEvents
    const stream = { logGroupName: cloudWatch?.group ?? '', logStreamName: sessionId }
    const tickSeconds = timing.logTick
    const writer = hasGroup
      ? new LogStreamWriter({ api: logs, stream, capture, form, tickSeconds, clock, log })
      : undefined
    const opened: SessionLog = new SessionLog({
      sessionId,
      capture,
      places: {
        ...noPlaces,
        ...(s3 && { s3Bucket: s3.bucket, s3UrlSuffix: logKey(s3.keyPrefix, sessionId) }),
        ...(cloudWatch && { cwlGroup: cloudWatch.group, cwlStream: sessionId }),
      },
      bucket: s3 && bucket,
      writer,
      isStreamed,
      uploadSeconds: timing.logUpload,
      uploadAtStopSeconds: timing.logUploadAtStop,
      clock,
      log,
    })
    return opened
  }
}

/** A session that is to be logged and cannot be is none. */
function openCapture(folder: string, sessionId: string, room: CaptureRoom): Promise<CaptureFile> {
  return CaptureFile.create(join(folder, `${sessionId}.log`), room).catch((error: Error) => {
    throw new SessionFailure(`The session cannot be logged on this node: ${error.message}`)
  })
}
