import type { LogEvents } from '../../domain/log-event/log-events.ts'
import type { LogGroups } from '../../domain/log-group/log-groups.ts'
import type { LogStreams } from '../../domain/log-stream/log-streams.ts'
import type { ResourceTags } from '../../domain/tag/resource-tags.ts'
import { operationsOf } from '../operation.ts'

/** All that operations of CloudWatch Logs can reach. */
export interface LogsParts {
  readonly groups: LogGroups
  readonly streams: LogStreams
  readonly events: LogEvents
  readonly tags: ResourceTags
}

export const operation = operationsOf<LogsParts>()
