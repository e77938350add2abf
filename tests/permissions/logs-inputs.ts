// Inputs of CloudWatch Logs, and what they name.
import { CreateLogGroupCommand, CreateLogStreamCommand } from '@aws-sdk/client-cloudwatch-logs'
import { type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import type { Input } from './input.ts'
import type { World } from './world.ts'

const watched = { logGroupName: '/watched' }
const spare = { logGroupName: '/spare' }
const stream = { ...watched, logStreamName: 'kept' }
const spareStream = { ...watched, logStreamName: 'spare' }

export function watchedGroupArn(accountId: string): string {
  return `arn:aws:logs:${testRegion}:${accountId}:log-group:/watched`
}

/** Groups `/watched` (with a tag and the streams `kept` and `spare`) and `/spare`. */
export async function makeLogs({ admin: { logs } }: TestPlane): Promise<void> {
  await logs.send(new CreateLogGroupCommand({ ...watched, tags: { team: 'a' } }))
  await logs.send(new CreateLogGroupCommand(spare))
  for (const each of [stream, spareStream]) await logs.send(new CreateLogStreamCommand(each))
}

export function logsInputs({ plane }: World): Record<string, Input> {
  const resourceArn = watchedGroupArn(plane.accountId)
  const logEvents = [{ timestamp: plane.clock.now().getTime(), message: 'x' }]
  return {
    CreateLogGroup: { logGroupName: '/new' },
    CreateLogStream: { ...watched, logStreamName: 'new' },
    DeleteLogGroup: spare,
    DeleteLogStream: spareStream,
    DeleteRetentionPolicy: watched,
    DescribeLogGroups: {},
    DescribeLogStreams: watched,
    FilterLogEvents: watched,
    GetLogEvents: stream,
    ListTagsForResource: { resourceArn },
    ListTagsLogGroup: watched,
    PutLogEvents: { ...stream, logEvents },
    PutRetentionPolicy: { ...watched, retentionInDays: 1 },
    TagLogGroup: { ...watched, tags: { team: 'b' } },
    TagResource: { resourceArn, tags: { team: 'b' } },
    UntagLogGroup: { ...watched, tags: ['team'] },
    UntagResource: { resourceArn, tagKeys: ['team'] },
  }
}
