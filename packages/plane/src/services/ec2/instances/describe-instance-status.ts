import * as ec2 from '@hostler/wire/models/ec2'
import type { InstanceStatus } from '@hostler/wire/models/ec2'
import { may } from '../../../access/ask.ts'
import type { Instance } from '../../../domain/instance/instance.ts'
import { endDryRun } from '../dry-run.ts'
import { operation } from '../ec2-operation.ts'
import { instanceFaults, invalidNextToken } from '../errors.ts'
import { type FilterReader, matcherOf } from '../filters.ts'
import { pageOf } from '../paging.ts'
import { checkNotPaged, findInstances } from './instance-ids.ts'
import { renderState } from './render-instance.ts'

/** Whether the machine runs is all that is known of it from outside: running is `ok`, anything else `not-applicable`. */
export const DescribeInstanceStatus = operation(ec2.DescribeInstanceStatus, {
  asks: () => [may('ec2:DescribeInstanceStatus', '*')],
  faults: { ...instanceFaults, 'page-token.invalid': invalidNextToken },
  async run(input, parts, call) {
    endDryRun(input)
    checkNotPaged(input)
    const all = await findInstances(input.InstanceIds, parts, call)
    const found = input.IncludeAllInstances ? all : all.filter(({ state }) => state === 'running')
    const matches = matcherOf(input.Filters, statusFilters, () => new Map())
    const { items, NextToken } = pageOf(found.filter(matches), input, ({ id }) => id)
    return { InstanceStatuses: items.map(renderStatus), NextToken }
  },
})

const statusFilters: Readonly<Record<string, FilterReader<Instance>>> = {
  'availability-zone': instance => [instance.availabilityZone],
  'instance-state-name': instance => [instance.state],
  'instance-status.status': instance => [statusOf(instance)],
  'system-status.status': instance => [statusOf(instance)],
}

function statusOf({ state }: Instance): string {
  return state === 'running' ? 'ok' : 'not-applicable'
}

function renderStatus(instance: Instance): InstanceStatus {
  const Status = statusOf(instance)
  return {
    InstanceId: instance.id,
    AvailabilityZone: instance.availabilityZone,
    InstanceState: renderState(instance.state),
    InstanceStatus: { Status },
    SystemStatus: { Status },
  }
}
