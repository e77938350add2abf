import * as logs from '@hostler/wire/models/logs'
import { may } from '../../../access/ask.ts'
import { toPageToken } from '../../../domain/basics/page-token.ts'
import type { StoredLogGroup } from '../../../domain/log-group/log-groups.ts'
import type { Call } from '../../operation.ts'
import { invalidParameter, listFaults } from '../errors.ts'
import { ownName } from '../log-group-identifier.ts'
import { type LogsParts, operation } from '../logs-operation.ts'
import { pageRequest } from '../paging.ts'

/** Asked about all groups, whichever are looked for (seen in AWS's refusals). */
export const DescribeLogGroups = operation(logs.DescribeLogGroups, {
  asks: (_input, names) => [may('logs:DescribeLogGroups', names.logStream(''))],
  faults: listFaults,
  async run(input, parts, call) {
    if (input.logGroupNamePrefix !== undefined && input.logGroupNamePattern !== undefined) {
      throw invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.')
    }
    if (findsNothing(input, call)) return { logGroups: [] }
    const { items, next } = await find(input, parts, call)
    return {
      logGroups: items.map(group => renderGroup(group, call)),
      ...(next !== undefined && { nextToken: toPageToken(next) }),
    }
  },
})

/** There is one class of groups here, and no other account's are seen. */
function findsNothing({ logGroupClass = 'STANDARD', accountIdentifiers }: logs.DescribeLogGroupsRequest, call: Call) {
  return logGroupClass !== 'STANDARD' || accountIdentifiers?.includes(call.accountId) === false
}

async function find(
  input: logs.DescribeLogGroupsRequest,
  { groups }: LogsParts,
  call: Call,
): Promise<{ readonly items: readonly StoredLogGroup[]; readonly next?: string }> {
  const { logGroupIdentifiers, logGroupNamePrefix: namePrefix, logGroupNamePattern: namePart } = input
  if (!logGroupIdentifiers) return groups.list(call, { namePrefix, namePart }, pageRequest(input))
  if (namePrefix !== undefined || namePart !== undefined) {
    throw invalidParameter('logGroupIdentifiers cannot be specified together with a prefix or a pattern.')
  }
  return {
    items: await groups.listNamed(
      call,
      logGroupIdentifiers.map(given => ownName(given, call)),
    ),
  }
}

function renderGroup({ name, createdAt, retentionDays, storedBytes }: StoredLogGroup, { names }: Call): logs.LogGroup {
  const logGroupArn = names.logGroup(name)
  return {
    logGroupName: name,
    creationTime: createdAt.getTime(),
    ...(retentionDays !== undefined && { retentionInDays: retentionDays }),
    metricFilterCount: 0,
    arn: `${logGroupArn}:*`,
    storedBytes,
    logGroupClass: 'STANDARD',
    logGroupArn,
    deletionProtectionEnabled: false,
  }
}
