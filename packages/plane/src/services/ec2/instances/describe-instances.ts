import * as ec2 from '@hostler/wire/models/ec2'
import type { Instance as RenderedInstance, Reservation } from '@hostler/wire/models/ec2'
import { may } from '../../../access/ask.ts'
import type { Instance } from '../../../domain/instance/instance.ts'
import type { Tags } from '../../../domain/tag/tag.ts'
import { endDryRun } from '../dry-run.ts'
import { operation } from '../ec2-operation.ts'
import { instanceFaults, invalidNextToken } from '../errors.ts'
import { matcherOf } from '../filters.ts'
import { pageOf } from '../paging.ts'
import { instanceFilters } from './instance-filters.ts'
import { checkNotPaged, findInstances } from './instance-ids.ts'
import { profileArnsOf } from './profile-arns.ts'
import { renderInstance } from './render-instance.ts'

const noTags: Tags = new Map()

export const DescribeInstances = operation(ec2.DescribeInstances, {
  asks: () => [may('ec2:DescribeInstances', '*')],
  faults: { ...instanceFaults, 'page-token.invalid': invalidNextToken },
  async run(input, parts, call) {
    endDryRun(input)
    checkNotPaged(input)
    const found = await findInstances(input.InstanceIds, parts, call)
    const tags = await parts.tags.listByType(call, 'instance')
    const tagsOf = ({ id }: Instance) => tags.get(id) ?? noTags
    const profileArns = await profileArnsOf(found, parts)
    const matches = matcherOf(input.Filters, instanceFilters(profileArns), tagsOf)
    const { items, NextToken } = pageOf(found.filter(matches), input, ({ id }) => id)
    const render = (instance: Instance) =>
      renderInstance(instance, { tags: tagsOf(instance), profileArns, images: parts.images })
    return { Reservations: reservationsOf(items, render), NextToken }
  },
})

/** Instances of one launch stand together. */
function reservationsOf(
  instances: readonly Instance[],
  render: (instance: Instance) => RenderedInstance,
): Reservation[] {
  return [...Map.groupBy(instances, ({ reservationId }) => reservationId)].map(([ReservationId, members]) => ({
    ReservationId,
    OwnerId: members[0]!.accountId,
    Groups: [],
    Instances: members.map(render),
  }))
}
