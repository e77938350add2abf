import type { Session } from '../../../domain/session/session.ts'

/** Where a session's log is, as DescribeSessions tells it. */
export interface OutputUrl {
  readonly S3OutputUrl?: string
  readonly CloudWatchOutputUrl?: string
}

/** Of the model. */
const longest = 2_083

/**
 * AWS's forms, below this plane's address: `BASE/BUCKET/KEY`, and the console's page of a log stream.
 *
 * @param base e.g. `https://plane.example.org`
 */
export function outputUrl({ log, region }: Pick<Session, 'log' | 'region'>, base: string): OutputUrl {
  const { bucket, key, logGroup, logStream } = log ?? {}
  const s3 = bucket !== undefined && key !== undefined && `${base}/${segments(bucket)}/${segments(key)}`
  const cloudWatch =
    logGroup !== undefined &&
    logStream !== undefined &&
    `${base}/cloudwatch/home?region=${region}#logEventViewer:group=${segments(logGroup)};stream=${segments(logStream)}`
  return {
    ...(s3 && s3.length <= longest && { S3OutputUrl: s3 }),
    ...(cloudWatch && cloudWatch.length <= longest && { CloudWatchOutputUrl: cloudWatch }),
  }
}

function segments(name: string): string {
  return name.toWellFormed().split('/').map(encodeURIComponent).join('/')
}
