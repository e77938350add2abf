// The operations of CloudWatch Logs that are served: groups, streams, events, retention and tags.
import { FilterLogEvents } from './log-events/filter-log-events.ts'
import { GetLogEvents } from './log-events/get-log-events.ts'
import { PutLogEvents } from './log-events/put-log-events.ts'
import { CreateLogGroup } from './log-groups/create-log-group.ts'
import { DeleteLogGroup } from './log-groups/delete-log-group.ts'
import { DeleteRetentionPolicy } from './log-groups/delete-retention-policy.ts'
import { DescribeLogGroups } from './log-groups/describe-log-groups.ts'
import { PutRetentionPolicy } from './log-groups/put-retention-policy.ts'
import { CreateLogStream } from './log-streams/create-log-stream.ts'
import { DeleteLogStream } from './log-streams/delete-log-stream.ts'
import { DescribeLogStreams } from './log-streams/describe-log-streams.ts'
import { ListTagsForResource } from './tags/list-tags-for-resource.ts'
import { ListTagsLogGroup } from './tags/list-tags-log-group.ts'
import { TagLogGroup } from './tags/tag-log-group.ts'
import { TagResource } from './tags/tag-resource.ts'
import { UntagLogGroup } from './tags/untag-log-group.ts'
import { UntagResource } from './tags/untag-resource.ts'

export const logsOperations = [
  CreateLogGroup,
  DeleteLogGroup,
  DescribeLogGroups,
  PutRetentionPolicy,
  DeleteRetentionPolicy,
  CreateLogStream,
  DeleteLogStream,
  DescribeLogStreams,
  PutLogEvents,
  GetLogEvents,
  FilterLogEvents,
  TagLogGroup,
  UntagLogGroup,
  ListTagsLogGroup,
  TagResource,
  UntagResource,
  ListTagsForResource,
]
