import type { SessionLogPlaces } from '../../domain/session/session.ts'

/** Names are as long as S3 and CloudWatch Logs let them be. */
const longest = { S3Bucket: 255, S3UrlSuffix: 1_024, CwlGroup: 512, CwlStream: 512 }

/** What an agent says of a session's log in `agent_task_complete`; undefined when it has none. Nobody has looked there. */
export function readLogPlaces(said: Readonly<Record<string, unknown>>): SessionLogPlaces | undefined {
  const nameAt = (member: keyof typeof longest): string => {
    const name = said[member]
    return typeof name === 'string' && name.length <= longest[member] && !/\p{Cc}/u.test(name) ? name : ''
  }
  const [bucket, key] = [nameAt('S3Bucket'), nameAt('S3UrlSuffix')]
  const [logGroup, logStream] = [nameAt('CwlGroup'), nameAt('CwlStream')]
  const inS3 = bucket !== '' && key !== ''
  const inLogs = logGroup !== '' && logStream !== ''
  if (!inS3 && !inLogs) return undefined
  return { ...(inS3 && { bucket, key }), ...(inLogs && { logGroup, logStream }) }
}
